/** The engine's thread under Node: the whole language server, but for the wire to the client. */
import { parentPort, workerData } from 'node:worker_threads';
import { ProposedFeatures, createConnection } from 'vscode-languageserver/node';
import { PortMessageReader, PortMessageWriter } from 'vscode-jsonrpc/node';
import { disk } from '../analysis/sourceFiles.node';
import { storedTrees } from '../analysis/storedTrees.node';
import { loadParser } from '../python/syntax';
import { SharedMailbox } from './mailbox';
import { serve } from './server';

const port = parentPort!;
const mailbox = new SharedMailbox(workerData as SharedArrayBuffer);
const connection = createConnection(ProposedFeatures.all, new PortMessageReader(port), new PortMessageWriter(port), {
  messageStrategy: {
    handleMessage(message, next) {
      mailbox.handled(message);
      return next(message);
    },
  },
});
serve(connection, disk, loadParser(), mailbox, storedTrees());
