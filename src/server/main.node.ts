/** The language server's entry under Node, in a process of its own. */
import { ProposedFeatures, createConnection } from 'vscode-languageserver/node';
import { disk } from '../analysis/sourceFiles.node';
import { loadParser } from '../python/syntax';
import { serve } from './server';

serve(createConnection(ProposedFeatures.all), disk, loadParser());
