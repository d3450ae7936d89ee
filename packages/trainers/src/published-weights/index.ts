import { z } from 'zod';
import {
  defineComponent,
  fileContent,
  fromErrorRecord,
  isTotalFmError,
  locateModelFile,
  remoteUrl,
  tokens,
  type LoadedTextEncoder,
  type LocateWork,
  type ParameterSpecs,
  type ParameterValues,
  type PublishedWeights,
  type TrainContext,
  type Trainer,
  type VisionEncoder,
  type WeightTensors,
} from '@totalfm/core';
import { prefixed, readWeights, writeCheckpoint } from '@totalfm/compute';
import { trainerErrors } from '../errors.ts';
import { checkWidths } from '../widths.ts';
import { renamed } from './renamed.ts';

const path = z.string().min(1);
const digest = z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256');

export const publishedWeightsOptions = z.strictObject({
  file: path.describe(
    'The file of weights as the authors of the encoders publish it: a path, a URL, or hf://owner/repo/path. Safetensors, or what `torch.save` wrote; nothing of it is executed.',
  ),
  sha256: digest.optional().describe('SHA-256 of that file; needed for one that is downloaded.'),
  textFile: path.optional().describe('The file of the text encoder’s weights, where they are in another file.'),
  names: path
    .optional()
    .describe(
      'JSON object of names that the encoders look for → names in the files, where these are called otherwise.',
    ),
  scale: z
    .number()
    .positive()
    .optional()
    .describe(
      'Temperature of the contrastive head, as `logit = scale · cosine + bias`; by default what the file says, or 1.',
    ),
});

type Options = z.output<typeof publishedWeightsOptions>;

export const publishedWeights = defineComponent({
  provides: tokens.Trainer,
  id: 'published-weights',
  description: 'Takes the weights that the authors of both encoders published, as they are: nothing is trained.',
  options: publishedWeightsOptions,
  content: ({ file, textFile, names }) => [file, textFile, names].map(contentOf).join('+'),
  needs: { privacy: tokens.Privacy, workspace: tokens.Workspace },
  create: ({ options, needs }): Trainer => ({
    learns: false,
    fit({ vision, text }) {
      checkWidths({ vision, text });
      ofAuthors(vision.published, 'vision');
    },
    train: (context) => takeWeights(context, options, needs),
  }),
});

/** The digest of a file on this machine; the checksum stands for one of another. */
const contentOf = (file: string | undefined) =>
  file === undefined || remoteUrl(file) !== undefined ? undefined : fileContent(file);

async function takeWeights(context: TrainContext, options: Options, needs: Omit<LocateWork, 'signal'>): Promise<void> {
  const { vision, signal } = context;
  const vocabulary = await context.text.train([]);
  const text = await context.text.load(vocabulary);
  const [ofVision, ofText] = [ofAuthors(vision.published, 'vision'), ofAuthors(text.published, 'text')];
  const locate = (path: string, sha256?: string) =>
    locateModelFile({ path, sha256, option: 'align.file' }, { ...needs, signal });
  const file = await locate(options.file, options.sha256);
  const textFile = options.textFile === undefined ? file : await locate(options.textFile);
  const tensors = await readAll(file, ofVision, options);
  const image = take(ofVision, tensors, file);
  const words = take(ofText, textFile === file ? tensors : await readAll(textFile, ofText, options), textFile);
  const { scale = 1, bias = 0 } = image.head ?? words.head ?? {};
  await writeCheckpoint(context, {
    trainer: 'published-weights',
    definition: { parameters: parametersOf(vision, text) },
    values: { ...prefixed('vision/', image.values), ...prefixed('text/', words.values) },
    steps: 0,
    samples: 0,
    vocabulary,
    head: { scale: options.scale ?? scale, bias },
  });
}

const parametersOf = (vision: VisionEncoder, text: LoadedTextEncoder): ParameterSpecs => ({
  ...prefixed('vision/', vision.parameters),
  ...prefixed('text/', text.parameters),
});

interface Taken {
  readonly values: ParameterValues;
  readonly head?: { readonly scale: number; readonly bias: number };
}

/** Throws what `readWeights` throws, and says which file it should be. */
async function readAll(
  file: string,
  { within = [], source }: PublishedWeights,
  { names }: Options,
): Promise<WeightTensors> {
  try {
    const tensors = await readWeights(file, { within: [...within, ''] });
    return names === undefined ? tensors : await renamed(tensors, names, file);
  } catch (error) {
    if (!isTotalFmError(error)) throw error;
    throw fromErrorRecord({ ...error.toJSON(), fix: `${error.fix} What is wanted: ${source}` });
  }
}

const take = (published: PublishedWeights, tensors: WeightTensors, file: string): Taken => ({
  values: published.values(tensors, file),
  head: published.head?.(tensors),
});

function ofAuthors(published: PublishedWeights | undefined, slot: 'vision' | 'text'): PublishedWeights {
  if (published) return published;
  throw trainerErrors.TFM_TRAIN_NOT_PUBLISHED({
    option: slot,
    message: `The experiment’s ${slot} encoder has no published weights: it is trained here.`,
    fix: `Name an encoder of a published model in \`${slot}\`, or train one: \`align: { use: contrastive }\`.`,
  });
}
