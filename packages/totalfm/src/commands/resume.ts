import type { Command } from 'commander';
import { finishCommand } from '../console/command.ts';

export function registerResume(program: Command): void {
  const command = program
    .command('resume')
    .description('go on with a run that was stopped or killed; it ends with the same files as if it never was')
    .argument('<run>', 'folder of the run, or its name under runs')
    .option('--until <stage>', 'stop after this stage');
  finishCommand(command, ['totalfm resume runs/demo', 'totalfm resume demo --json'], resume);
}

async function resume(run: string, { until }: { readonly until?: string }) {
  const [{ resumeRun }, { prepareDrive }, { runDirOf }, { runText }] = await Promise.all([
    import('@totalfm/runtime'),
    import('../run/drive.ts'),
    import('../run/run-dir.ts'),
    import('../run/run-output.ts'),
  ]);
  const dir = await runDirOf(run);
  const { program, environment, finish } = await prepareDrive(until);
  const output = await finish(() => resumeRun(dir, environment, program), `totalfm resume ${run}`);
  return { json: output, text: runText(output) };
}
