import type { Command } from 'commander';
import { finishCommand } from '../console/command.ts';
import { warn } from '../console/warn.ts';

interface Options {
  readonly input: string;
  readonly segmentation?: string;
  readonly output: string;
  readonly run?: string;
  readonly generator?: string;
}

export function registerWrite(program: Command): void {
  const command = program
    .command('write')
    .description('writes a report of one CT, with what each sentence rests on: research software, not for diagnosis')
    .requiredOption('-i, --input <ct>', 'CT in HU: a file of any known format, or a folder of DICOM')
    .option(
      '-s, --segmentation <labels>',
      "label map with TotalSegmentator's numbers, or a folder of one mask a structure; default: by the run's segmenter",
    )
    .requiredOption('-o, --output <file>', '.md, .txt, .json (with evidence) or .html (with the slices)')
    .option('--run <run>', 'use the model and the generators of this run; default: the run that was trained last')
    .option('--generator <name>', 'which of its generators writes; default: the first');
  const examples = [
    'totalfm write -i ct.nii.gz -s segmentation.nii.gz -o report.html',
    'totalfm write -i series/ -o report.json --run demo --generator retrieval',
  ];
  finishCommand(command, examples, write);
}

async function write({ input, segmentation, output, run, generator }: Options) {
  const { rendererOf } = await import('../write/render-report.ts');
  // Before anything is opened.
  rendererOf(output);
  const [{ latestTrained, openTrained }, { openReportWriter }, { writeReport }, { runDirOf }, { interruptible }] =
    await Promise.all([
      import('../trained/open-trained.ts'),
      import('../write/report-writer.ts'),
      import('../write/write-report.ts'),
      import('../run/run-dir.ts'),
      import('../console/interruption.ts'),
    ]);
  const signal = interruptible(() => {});
  const workspace = { workers: 1, record: () => {}, cacheDir: 'runs/.cache' };
  const trained = await openTrained(run === undefined ? await latestTrained() : await runDirOf(run), workspace);
  try {
    const writer = await openReportWriter(trained, generator);
    try {
      return await writeReport(trained, writer, { ct: input, segmentation, output }, { signal, warn });
    } finally {
      await writer.dispose();
    }
  } finally {
    await trained.container.dispose();
  }
}
