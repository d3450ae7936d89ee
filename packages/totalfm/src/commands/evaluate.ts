import type { Command } from 'commander';
import { collect, finishCommand } from '../console/command.ts';

export function registerEvaluate(program: Command): void {
  const command = program
    .command('evaluate')
    .description('score a trained run on exams that it has never seen, with thresholds from its own validation exams')
    .argument('<run>', 'folder of the run, or its name under runs')
    .option('--set <path=value>', 'override cohort, segmenter, parser or evaluate (may be repeated)', collect);
  finishCommand(
    command,
    [
      'totalfm evaluate runs/demo --set cohort.seed=101',
      'totalfm evaluate demo --set cohort.seed=101 --set cohort.exams=200 --json',
    ],
    evaluate,
  );
}

async function evaluate(run: string, { set = [] }: { readonly set?: readonly string[] }) {
  const [{ evaluateRun }, { prepareDrive }, { runDirOf }, { runText }] = await Promise.all([
    import('@totalfm/runtime'),
    import('../run/drive.ts'),
    import('../run/run-dir.ts'),
    import('../run/run-output.ts'),
  ]);
  const dir = await runDirOf(run);
  const { program, environment, finish } = await prepareDrive();
  const output = await finish(() => evaluateRun(dir, { ...environment, set }, program), 'the same command');
  return { json: output, text: runText(output) };
}
