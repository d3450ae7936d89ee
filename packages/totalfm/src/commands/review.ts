import type { Command } from 'commander';
import { finishCommand } from '../console/command.ts';

export function registerReview(program: Command): void {
  const command = program
    .command('review')
    .description(
      'where the parsers of an ensemble differ: agreement, every disagreement with its sentences, and a page of both',
    )
    .argument('<run>', 'folder of the run, or its name under runs')
    .option('--organ <organ>', 'one organ only')
    .option('--finding <finding>', 'one finding only');
  finishCommand(command, ['totalfm review runs/both', 'totalfm review both --organ kidney --json'], review);
}

async function review(run: string, filter: { readonly organ?: string; readonly finding?: string }) {
  const [{ openExperiment }, { loadProgram }, { runDirOf }, { reviewRun }] = await Promise.all([
    import('@totalfm/runtime'),
    import('../built-ins.ts'),
    import('../run/run-dir.ts'),
    import('../review/review-run.ts'),
  ]);
  const dir = await runDirOf(run);
  return reviewRun(dir, await openExperiment({ run: dir }, await loadProgram()), filter);
}
