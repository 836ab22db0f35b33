/** What every feature of the server works with. */
import type { Connection } from 'vscode-languageserver';
import type { Language } from '../shape';
import type { Analyst } from './analyst';
import type { Configuration } from './configuration';
import type { OpenDocuments } from './documents';

export interface ServerContext {
  readonly connection: Connection;
  readonly documents: OpenDocuments;
  readonly analyst: Analyst;
  /** Settles when the parser can be used. */
  readonly ready: Promise<void>;
  readonly configuration: () => Configuration;
  readonly language: () => Language;
  /** Folders of the workspace: files in them may be changed by quick fixes. */
  readonly folders: () => readonly string[];
}
