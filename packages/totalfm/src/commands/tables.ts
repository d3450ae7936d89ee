import { extname } from 'node:path';
import { writeFileWhole } from '@totalfm/core';
import type { TableFormat } from '@totalfm/run-report';
import { Option, type Command } from 'commander';
import { finishCommand } from '../console/command.ts';
import { appErrors } from '../errors.ts';

interface Options {
  readonly format?: TableFormat;
  readonly output?: string;
}

export function registerTables(program: Command): void {
  const command = program
    .command('tables')
    .description("the paper's tables: organ-wise F1 and finding-wise AUROC of the first run beside each other")
    .argument('<runs...>', 'folders of runs, or their names under runs; the first is the one that wins are counted for')
    .addOption(
      new Option('--format <format>', 'what to write them as; default: by the ending of the file').choices(
        Object.values(endings),
      ),
    )
    .option('-o, --output <file>', '.txt, .html, .csv or .tex; default: printed');
  finishCommand(
    command,
    ['totalfm tables demo whole-volume', 'totalfm tables ours merlin ct-clip -o tables.tex'],
    tables,
  );
}

async function tables(runs: readonly string[], { output, format = formatOf(output) }: Options) {
  const [{ tableFormats, tableRuns }, { runDirOf }] = await Promise.all([
    import('@totalfm/run-report'),
    import('../run/run-dir.ts'),
  ]);
  const made = await tableRuns(await Promise.all(runs.map(runDirOf)));
  const json = made.map(({ measured: { spec, ...measured }, names, notes }) => ({
    ...{ table: spec.id, title: spec.title, measure: spec.measure.id, runs: names },
    ...measured,
    notes,
  }));
  const written = tableFormats[format](made);
  if (output === undefined) return { json, text: written };
  await writeFileWhole(output, written);
  return { json, text: `tables: ${output}` };
}

const endings: Readonly<Record<string, TableFormat>> = {
  '.txt': 'text',
  '.html': 'html',
  '.csv': 'csv',
  '.tex': 'latex',
};

/** By the ending of a file; text where none is named. Throws `TFM_USAGE`. */
function formatOf(output: string | undefined): TableFormat {
  if (output === undefined) return 'text';
  const format = endings[extname(output).toLowerCase()];
  if (format) return format;
  throw appErrors.TFM_USAGE({
    option: '--output',
    message: `${output} does not say by its ending what the tables are to be written as.`,
    fix: `End its name in ${Object.keys(endings).join(', ')}, or give --format.`,
  });
}
