import { InvalidArgumentError, Option, type Command } from 'commander';
import { collect, finishCommand } from '../console/command.ts';

interface Options {
  readonly out: string;
  readonly exams: number;
  readonly seed: number;
  readonly format: 'nifti' | 'dicom';
  readonly plugin?: readonly string[];
}

export function registerPhantom(program: Command): void {
  const command = program
    .command('phantom')
    .description('write phantom exams as files: CT, segmentation, report, truth')
    .requiredOption('--out <dir>', 'folder to write into; exams that are there already are kept')
    .option('--exams <n>', 'number of exams', wholeNumber, 10)
    .option('--seed <n>', 'seed of the cohort', wholeNumber, 0)
    .addOption(
      new Option('--format <format>', 'nifti: with masks and truth; dicom: images and a table of reports alone')
        .choices(['nifti', 'dicom'])
        .default('nifti'),
    )
    .option('--plugin <name>', 'also draw the organs of this plugin (may be repeated)', collect);
  finishCommand(
    command,
    [
      'totalfm phantom --out phantoms --exams 20 --seed 7',
      'totalfm run experiments/folder.yaml --set cohort.root=phantoms',
      'totalfm phantom --out dicoms --exams 20 --format dicom',
    ],
    writePhantoms,
  );
}

async function writePhantoms({ out, exams, seed, format, plugin = [] }: Options) {
  const [{ slots }, { openExperiment }, { loadProgram }, write, { createProgress }, { interruptible }] =
    await Promise.all([
      import('@totalfm/pipeline'),
      import('@totalfm/runtime'),
      import('../built-ins.ts'),
      format === 'dicom'
        ? import('../phantom/write-dicom-cohort.ts').then((module) => module.writeDicomCohort)
        : import('../phantom/write-folder-cohort.ts').then((module) => module.writeFolderCohort),
      import('../console/progress.ts'),
      import('../console/interruption.ts'),
    ]);
  const values = { plugins: plugin, cohort: { use: 'phantom', exams, seed } };
  const container = (await openExperiment({ values }, await loadProgram())).container();
  const { cohort } = await container.components({ cohort: slots.cohort });
  const signal = interruptible(() => process.stderr.write('\nstopping; the same command goes on from here\n'));
  const progress = createProgress();
  try {
    const written = await write(cohort, out, { progress: progress.stage('phantom'), signal });
    return { json: { dir: out, exams: written }, text: `${written} exams in ${out}` };
  } finally {
    progress.end();
    await container.dispose();
  }
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < 0)
    throw new InvalidArgumentError('It is not a whole number.');
  return value;
}
