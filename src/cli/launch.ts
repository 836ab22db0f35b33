/** The command line's start: `main.ts`, from its compiled form. */
import { join } from 'node:path';
import { keptPath } from '../analysis/keptFiles.node';
import { launch } from './compiled';

const FAILED = 2;

// Each command compiles functions of its own.
const [, , command = ''] = process.argv;
const use = /^[a-z]+$/.test(command) ? command : 'help';
const { keep } = launch(join(__dirname, 'cli.main.js'), keptPath(`${use}.v8`));
process.on('exit', (status) => {
  if (status !== FAILED) keep();
});
