import type { Command } from 'commander';
import { finishCommand } from '../console/command.ts';
import { warn } from '../console/warn.ts';
import type { NamedVectors } from '../embed/write-vectors.ts';
import type { Trained } from '../trained/open-trained.ts';

interface Options {
  readonly input?: string;
  readonly segmentation?: string;
  readonly text?: string;
  readonly output: string;
  readonly run?: string;
  readonly checkpoint?: string;
}

export function registerEmbed(program: Command): void {
  const command = program
    .command('embed')
    .description('one CT and its segmentation, or texts, to vectors of length 1')
    .option('-i, --input <ct>', 'CT in HU: .nii or .nii.gz')
    .option(
      '-s, --segmentation <labels>',
      "label map with TotalSegmentator's numbers, or a folder of one mask a structure",
    )
    .option('-t, --text <text>', 'a text, or JSON (in place or a file): a list of texts, or names to texts')
    .requiredOption('-o, --output <file>', '.npz, or .json: names to float32 vectors')
    .option('--run <run>', 'use the model of this run; default: the run that was trained last')
    .option('--checkpoint <dir>', 'use the model in this folder, as `totalfm export` writes it');
  const examples = [
    'totalfm embed -i ct.nii.gz -s segmentation.nii.gz -o organs.npz',
    'totalfm embed -t "There is a cyst in the left kidney." -o text.npz',
    'totalfm embed -t prompts.json -o prompts.json --run demo',
  ];
  finishCommand(command, examples, embed);
}

async function embed(options: Options) {
  const { appErrors } = await import('../errors.ts');
  const { input, segmentation, text, output, run, checkpoint } = options;
  const isCt = input !== undefined && segmentation !== undefined && text === undefined;
  const isText = text !== undefined && input === undefined && segmentation === undefined;
  if (!isCt && !isText)
    throw appErrors.TFM_USAGE({
      message: 'Give a CT and its segmentation (-i and -s), or texts (-t).',
      fix: 'Add --help to see examples.',
    });
  if (!/\.(npz|json)$/.test(output))
    throw appErrors.TFM_USAGE({
      option: '--output',
      message: `The output ${output} ends neither in .npz nor in .json.`,
      fix: 'Change its ending.',
    });

  const [{ latestTrained, openTrained }, { runDirOf }, { writeVectors }, { interruptible }] = await Promise.all([
    import('../trained/open-trained.ts'),
    import('../run/run-dir.ts'),
    import('../embed/write-vectors.ts'),
    import('../console/interruption.ts'),
  ]);
  const signal = interruptible(() => {});
  const trained = await openTrained(checkpoint ?? (run === undefined ? await latestTrained() : await runDirOf(run)));
  try {
    const vectors = isCt
      ? await (await import('../embed/embed-ct.ts')).embedCt(trained, { ct: input, segmentation }, { signal, warn })
      : await embedTexts(trained, text as string, signal);
    await writeVectors(output, vectors);
    const names = Object.keys(vectors);
    return {
      json: { output, model: trained.dir, checkpoint: trained.checkpoint.id, width: vectors[names[0]].length, names },
      text: `${names.length} ${names.length === 1 ? 'vector' : 'vectors'} of ${vectors[names[0]].length} numbers in ${output}, by the model of ${trained.dir}: ${names.join(', ')}`,
    };
  } finally {
    await trained.container.dispose();
  }
}

async function embedTexts(trained: Trained, input: string, signal: AbortSignal): Promise<NamedVectors> {
  const { readTexts } = await import('../embed/texts.ts');
  const texts = await readTexts(input);
  const embedder = await trained.load();
  try {
    const vectors = await embedder.embedTexts(
      texts.map(({ text }) => text),
      signal,
    );
    return Object.fromEntries(texts.map(({ name }, index) => [name, vectors[index]]));
  } finally {
    await embedder.dispose();
  }
}
