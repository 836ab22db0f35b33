/** `convlens`: the same answers as in the editor, on a terminal (design: "Command line"). */
import { Command, Option } from 'commander';
import { loadParser } from '../python/syntax';
import { calc } from './calc';
import { check } from './check';
import { hover } from './hover';
import { runNotebook } from './run';
import { trace } from './trace';

const collect = (value: string, previous: string[]): string[] => [...previous, value];

const pythonPath = () =>
  new Option('--python-path <dir>', 'where absolute imports are looked up (repeatable)').argParser(collect).default([]);

const program = new Command('convlens').description('Shapes of convolutional networks, read from source.');

program
  .command('trace')
  .argument('<file>')
  .description('every layer of a model with its shapes, parameters and MACs')
  .option('--call <expr>', 'what gives the model, evaluated in the file')
  .addOption(
    new Option('--input <shape>', 'shape of an input, such as 1,3,224,224 or N,3,H,W').argParser(collect).default([]),
  )
  .addOption(pythonPath())
  .option('--train', 'training mode instead of inference')
  .option('--json', 'print JSON')
  .action(trace);

program
  .command('hover')
  .argument('<file>')
  .argument('<line>', 'from 1')
  .argument('<column>', 'from 1')
  .description("the hover's Markdown at a place")
  .addOption(pythonPath())
  .action(hover);

program
  .command('check')
  .argument('<path...>', 'files, notebooks, or folders of them')
  .description('mistakes that are certain')
  .addOption(pythonPath())
  .option('--json', 'print JSON')
  .action(check);

program
  .command('calc')
  .argument('<expr>', 'a layer or expression over x; - reads JSON lines')
  .description('what comes out of one layer')
  .option('--input <shape>', 'shape of x')
  .option('--json', 'print JSON')
  .action(calc);

program
  .command('run')
  .argument('<notebook>')
  .description('executes a notebook with the built-in kernel')
  .option('--output <file>', 'writes the executed notebook')
  .action(runNotebook);

async function main(): Promise<void> {
  await loadParser();
  await program.parseAsync();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
});
