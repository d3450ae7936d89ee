import type { Command } from 'commander';
import { finishCommand } from '../console/command.ts';

export function registerInspect(program: Command): void {
  const command = program
    .command('inspect')
    .description('what a run holds: stages, failures, metrics; or what became of one exam or pair')
    .argument('<run>', 'folder of the run, or its name under runs')
    .argument('[exam-or-pair]', 'an exam, or one of its pairs: exam-1, exam-1/kidney_left');
  finishCommand(
    command,
    ['totalfm inspect runs/demo', 'totalfm inspect demo exam-1', 'totalfm inspect demo exam-1/kidney_left --json'],
    inspect,
  );
}

async function inspect(run: string, name: string | undefined) {
  const [{ openExperiment, readRunManifest }, { loadProgram }, { runDirOf }] = await Promise.all([
    import('@totalfm/runtime'),
    import('../built-ins.ts'),
    import('../run/run-dir.ts'),
  ]);
  const dir = await runDirOf(run);
  const manifest = await readRunManifest(dir);
  const opened = await openExperiment({ run: dir }, await loadProgram());
  if (name === undefined) return (await import('../inspect/inspect-run.ts')).inspectRun(dir, manifest, opened);
  return (await import('../inspect/inspect-exam.ts')).inspectExam(dir, opened, name);
}
