import type { Command } from 'commander';
import { collect, finishCommand } from '../console/command.ts';

interface Options {
  readonly folder: string;
  readonly site?: readonly string[];
  readonly out?: string;
}

export function registerSites(program: Command): void {
  const command = program
    .command('sites')
    .description('a page of a common training: loss and validation of each site by round, and what it is worth to each')
    .argument('<run>', 'name of the common training, as `totalfm coordinate` has it')
    .option('--folder <dir>', 'where the coordinator keeps what rounds came to', 'runs/.sites')
    .option(
      '--site <name=own,common>',
      'runs of a site to compare: with the model that it trained alone, and with the common one (may be repeated)',
      collect,
    )
    .option('--out <file>', 'the page; default: sites.html in the folder of the training');
  finishCommand(command, ['totalfm sites lungs --site north=runs/north-alone,runs/north'], showSites);
}

async function showSites(run: string, options: Options) {
  const { writeSitesPage } = await import('../sites/write-sites-page.ts');
  return writeSitesPage(run, options);
}
