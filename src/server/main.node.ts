/**
 * The language server's process under Node. This thread only passes messages on, so that the engine, which runs in a
 * thread of its own, can be told what has arrived while it is at work.
 */
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import {
  IPCMessageReader,
  IPCMessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
  type Message,
  type MessageReader,
  type MessageWriter,
} from 'vscode-languageserver/node';
import { SharedMailbox } from './mailbox';

// Each edit runs the engine's code anew: what ran once is worth compiling, and worth learning its types from. With both, the
// first dozens of edits take a tenth less time.
for (const flag of ['--always-sparkplug', '--no-lazy-feedback-allocation']) setFlagsFromString(flag);

const [reader, writer] = transport();
const mailbox = new SharedMailbox();
const engine = new Worker(join(__dirname, 'engine.js'), { workerData: mailbox.memory });

reader.listen((message) => {
  mailbox.arrived(message);
  engine.postMessage(message);
});
engine.on('message', (message: Message) => void writer.write(message));
engine.on('error', (error) => console.error(error));
engine.on('exit', (code) => process.exit(code));
reader.onClose(() => process.exit());
process.on('disconnect', () => process.exit());

/** What the client has asked for on the command line (vscode-languageclient, `TransportKind`). */
function transport(): [MessageReader, MessageWriter] {
  if (process.argv.includes('--node-ipc')) return [new IPCMessageReader(process), new IPCMessageWriter(process)];
  return [new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout)];
}
