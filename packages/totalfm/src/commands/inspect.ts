import type { OpenedExperiment } from '@totalfm/runtime';
import type { Command } from 'commander';
import { finishCommand } from '../console/command.ts';

interface Options {
  readonly frame?: string;
  readonly picture?: string;
  readonly segmentation?: string;
  readonly qc?: string;
}

export function registerInspect(program: Command): void {
  const command = program
    .command('inspect')
    .description('what a run holds: stages, failures, metrics; what became of one exam or pair; or what a CT holds')
    .argument('<run-or-ct>', 'folder of a run, or its name under runs; or a CT: a file, or a folder of DICOM')
    .argument('[exam-or-pair]', 'an exam of the run, or one of its pairs: exam-1, exam-1/kidney_left')
    .option('--frame <number>', 'which volume of a CT’s file that holds several, from 0')
    .option('--picture <png>', 'of a CT, or of a run’s exam with organs outlined: write its three planes as a picture')
    .option(
      '-s, --segmentation <labels>',
      'of a CT: a label map: its structures are measured, and outlined in the picture',
    )
    .option(
      '--qc <dir>',
      'of a run: write such a picture of every exam into this folder, and say which masks are in doubt',
    );
  const examples = [
    'totalfm inspect runs/demo',
    'totalfm inspect demo exam-1',
    'totalfm inspect demo exam-1/kidney_left --json',
    'totalfm inspect demo --qc pictures',
    'totalfm inspect ct.nii.gz --picture ct.png -s segmentation.nii.gz',
  ];
  finishCommand(command, examples, inspect);
}

async function inspect(what: string, name: string | undefined, options: Options) {
  const { isRun, runDirOf } = await import('../run/run-dir.ts');
  const dir = await runDirOf(what);
  if (name === undefined && !(await isRun(dir))) {
    const volume = await (await import('../inspect/inspect-ct.ts')).inspectCt(what, options);
    if (volume) return volume;
  }
  const [{ openExperiment, readRunManifest }, { loadProgram }] = await Promise.all([
    import('@totalfm/runtime'),
    import('../built-ins.ts'),
  ]);
  const manifest = await readRunManifest(dir);
  const opened = await openExperiment({ run: dir }, await loadProgram());
  if (options.qc !== undefined) return qc(dir, opened, options.qc);
  if (name === undefined) return (await import('../inspect/inspect-run.ts')).inspectRun(dir, manifest, opened);
  if (options.picture !== undefined)
    await (await import('../inspect/picture-exams.ts')).pictureExam(dir, opened, name, options.picture);
  return (await import('../inspect/inspect-exam.ts')).inspectExam(dir, opened, name);
}

async function qc(dir: string, opened: OpenedExperiment, out: string) {
  const [{ pictureExams }, { createProgress }, { interruptible }] = await Promise.all([
    import('../inspect/picture-exams.ts'),
    import('../console/progress.ts'),
    import('../console/interruption.ts'),
  ]);
  const progress = createProgress();
  try {
    return await pictureExams(dir, opened, out, { progress: progress.stage('qc'), signal: interruptible(() => {}) });
  } finally {
    progress.end();
  }
}
