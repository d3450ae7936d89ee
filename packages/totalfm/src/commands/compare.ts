import { writeFileWhole } from '@totalfm/core';
import type { Command } from 'commander';
import { finishCommand } from '../console/command.ts';

export function registerCompare(program: Command): void {
  const command = program
    .command('compare')
    .description('runs side by side, with intervals of each and of their differences to the first')
    .argument('<runs...>', 'folders of runs, or their names under runs')
    .option('--out <file>', 'page to write', 'comparison.html');
  finishCommand(
    command,
    [
      'totalfm compare runs/demo runs/no-pretrain runs/whole-volume',
      'totalfm compare demo no-pretrain --out arms.html --json',
    ],
    compare,
  );
}

async function compare(runs: readonly string[], { out }: { readonly out: string }) {
  const [{ compareRuns }, { runDirOf }] = await Promise.all([
    import('@totalfm/run-report'),
    import('../run/run-dir.ts'),
  ]);
  const { data, text, html } = await compareRuns(await Promise.all(runs.map(runDirOf)));
  await writeFileWhole(out, html);
  return { json: { ...data, page: out }, text: `${text.trimEnd()}\n\npage: ${out}` };
}
