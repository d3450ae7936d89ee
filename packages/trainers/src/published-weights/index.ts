import { z } from 'zod';
import {
  advised,
  defineComponent,
  fileContent,
  locateModelFile,
  remoteUrl,
  tokens,
  type LoadedTextEncoder,
  type LocateWork,
  type ModelFile,
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
  textSha256: digest.optional().describe('SHA-256 of that one; needed where it is downloaded.'),
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
  const { names } = options;
  const read = (found: ModelFile, { source }: PublishedWeights) =>
    readAll(found, { ...needs, signal, names }).catch((error: unknown) => {
      throw advised(error, source);
    });
  const ofImage = await read({ path: options.file, sha256: options.sha256, option: 'align.file' }, ofVision);
  const ofWords = options.textFile === undefined ? ofImage : await read(textFileOf(options, options.textFile), ofText);
  const image = take(ofVision, ofImage);
  const words = take(ofText, ofWords);
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

const textFileOf = ({ textSha256 }: Options, path: string): ModelFile => ({
  path,
  sha256: textSha256,
  option: 'align.textFile',
  sumOption: 'align.textSha256',
});

const parametersOf = (vision: VisionEncoder, text: LoadedTextEncoder): ParameterSpecs => ({
  ...prefixed('vision/', vision.parameters),
  ...prefixed('text/', text.parameters),
});

interface Taken {
  readonly values: ParameterValues;
  readonly head?: { readonly scale: number; readonly bias: number };
}

interface ReadFile {
  readonly file: string;
  readonly tensors: WeightTensors;
}

/** Tensors of a file, by the names that encoders look for. Throws what locating, reading and renaming throw. */
async function readAll(
  wanted: ModelFile,
  { names, ...work }: LocateWork & { readonly names?: string },
): Promise<ReadFile> {
  const file = await locateModelFile(wanted, work);
  const tensors = await readWeights(file);
  return { file, tensors: names === undefined ? tensors : await renamed(tensors, names, file) };
}

const take = (published: PublishedWeights, { tensors, file }: ReadFile): Taken => ({
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
