import { Command } from 'commander';
import { version } from '../package.json';
import { registerComponents } from './commands/components.ts';
import { registerConfig } from './commands/config.ts';
import { registerInit } from './commands/init.ts';
import { reportFailure } from './console/failure.ts';

const program = new Command('totalfm')
  .description('From CT and report to zero-shot lesion scores: trains an organ-separated vision-language model, and measures it.')
  .version(version)
  .exitOverride()
  .configureOutput({ outputError: () => {} });

for (const register of [registerComponents, registerConfig, registerInit]) register(program);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error, process.argv.slice(2));
}
