import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileWhole } from '@totalfm/core';
import type { Command } from 'commander';
import { finishCommand } from '../console/command.ts';

export function registerCompare(program: Command): void {
  const command = program
    .command('compare')
    .description('runs side by side, with intervals of each and of their differences to the first')
    .argument('<runs...>', 'folders of runs, or their names under runs')
    .option('--out <file>', 'page to write', 'comparison.html')
    .option(
      '--figures <dir>',
      'folder for SVG curves and a Markdown table of their points, where runs differ in a number, or have values by size of lesions or by level of change',
    );
  finishCommand(
    command,
    [
      'totalfm compare runs/demo runs/no-pretrain runs/whole-volume',
      'totalfm compare demo no-pretrain --out arms.html --json',
      'totalfm compare few-reports.share-0.05 few-reports.share-0.2 --figures figures',
    ],
    compare,
  );
}

interface Options {
  readonly out: string;
  readonly figures?: string;
}

async function compare(runs: readonly string[], { out, figures: folder }: Options) {
  const [{ compareRuns, runReportErrors }, { runDirOf }] = await Promise.all([
    import('@totalfm/run-report'),
    import('../run/run-dir.ts'),
  ]);
  const { data, text, html, figures: draw } = await compareRuns(await Promise.all(runs.map(runDirOf)));
  const figures = folder === undefined ? new Map<string, string>() : draw();
  if (folder !== undefined && figures.size === 0)
    throw runReportErrors.TFM_COMPARE_NO_CURVES({
      option: '--figures',
      message:
        'The experiments of the runs differ in no number alone, and no evaluator says what is found of lesions by size, or of changed volumes.',
      fix: 'Compare runs of a sweep, of `align.steps` or `reports.share`, or runs with `stress`.',
    });
  await writeFileWhole(out, html);
  const json = { ...data, page: out };
  const told = `${text.trimEnd()}\n\npage: ${out}`;
  if (folder === undefined) return { json, text: told };
  await mkdir(folder, { recursive: true });
  for (const [name, content] of figures) await writeFileWhole(join(folder, name), content);
  return {
    json: { ...json, figures: [...figures.keys()].map((name) => join(folder, name)) },
    text: `${told}\nfigures: ${folder}`,
  };
}
