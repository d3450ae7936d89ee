/** Encoders of one matrix, one that is sound and one for each way to break the contracts of encoders. */
import * as tf from '@tensorflow/tfjs';
import type {
  Feeds,
  LoadedTextEncoder,
  MaskedVision,
  Masking,
  OrganVolume,
  ParameterSpecs,
  Tensors,
  TextEncoder,
  Triple,
  VisionEncoder,
} from '@totalfm/core';
import { describeTextEncoder, describeVisionEncoder } from '../src/index.ts';

const width = 6;
const size: Triple = [8, 8, 8];
/** Slabs across x: each is a tube of its own. */
const [tokens, patch] = [8, 64];

const parametersOf = (rows: number): ParameterSpecs => ({
  weight: { shape: [rows, width], initial: { normal: 0.5 }, decay: true },
  bias: { shape: [width], initial: { constant: 0.1 }, decay: false },
});
const linear = (x: tf.Tensor, { weight, bias }: Tensors) =>
  tf.add(tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D), bias);
const zero = (tensor: tf.Tensor) => tf.mul(tensor, 0);

const windowed = (hu: number) => Math.min(1, Math.max(0, (hu + 1000) / 2000));
/** Slab by slab. */
const voxelsOf = ({ hu }: OrganVolume) =>
  Array.from(hu, (_, index) => windowed(hu[tokens * (index % patch) + Math.floor(index / patch)]));
const encodeSlabs = (parameters: Tensors, slabs: tf.Tensor) =>
  tf.reshape(linear(tf.reshape(slabs, [-1, patch]), parameters), [slabs.shape[0], -1, width]);

const soundMasking = (ratio: number): Masking => {
  const visible = Math.max(1, Math.round(tokens * (1 - ratio)));
  return {
    visible,
    masked: tokens - visible,
    inputs: (batch) => ({
      visible: { shape: [batch, visible, patch], dtype: 'float32' },
      hidden: { shape: [batch, tokens - visible, patch], dtype: 'float32' },
      places: { shape: [batch, tokens, 1], dtype: 'float32' },
    }),
    feeds(volumes, random) {
      const drawn = volumes.map((volume) => {
        const [order, voxels] = [random.shuffle([...Array(tokens).keys()]), voxelsOf(volume)];
        return { order, slabs: order.map((token) => voxels.slice(token * patch, (token + 1) * patch)) };
      });
      return {
        visible: Float32Array.from(drawn.flatMap(({ slabs }) => slabs.slice(0, visible).flat())),
        hidden: Float32Array.from(drawn.flatMap(({ slabs }) => slabs.slice(visible).flat())),
        places: Float32Array.from(drawn.flatMap(({ order }) => order.map((token) => (2 * token + 1) / tokens - 1))),
      };
    },
    encodeVisible: (parameters, given) => encodeSlabs(parameters, given.visible),
    targets: ({ hidden }) => hidden,
    places: ({ places }) => places,
    present: ({ places }) => tf.ones([places.shape[0], tokens]),
  };
};
const masks = (change: (sound: Masking) => Partial<Masking>): MaskedVision => ({
  tokenWidth: width,
  patchLength: patch,
  placeLength: 1,
  parameters: parametersOf(patch),
  whole: {
    width: 2 * width,
    size,
    parameters: parametersOf(patch),
    inputs: (batch) => ({ voxels: { shape: [batch, tokens, patch], dtype: 'float32' } }),
    feeds: (volumes) => ({ voxels: Float32Array.from(volumes.flatMap(voxelsOf)) }),
    embed(parameters, { voxels }) {
      const encoded = encodeSlabs(parameters, voxels);
      return tf.concat([tf.mean(encoded, 1), tf.max(encoded, 1)], 1);
    },
  },
  masking(ratio) {
    const sound = soundMasking(ratio);
    return { ...sound, ...change(sound) };
  },
});

const soundVision: VisionEncoder = {
  width,
  size,
  parameters: parametersOf(patch),
  inputs: (batch) => ({ voxels: { shape: [batch, tokens, patch], dtype: 'float32' } }),
  feeds: (volumes) => ({ voxels: Float32Array.from(volumes.flatMap(voxelsOf)) }),
  embed: (parameters, { voxels }) => tf.mean(encodeSlabs(parameters, voxels), 1),
  masked: masks(() => ({})),
};

/** What each does instead of what is sound. */
const embeds = (change: (embedded: tf.Tensor, parameters: Tensors) => tf.Tensor) => ({
  embed: (parameters: Tensors, inputs: Tensors) => change(soundVision.embed(parameters, inputs), parameters),
});
const pretrains = (change: (sound: Masking) => Partial<Masking>) => ({ masked: masks(change) });
const apartFromMean = (embedded: tf.Tensor) => tf.sub(embedded, tf.mean(embedded, 0, true));
/** Its gradient is 0 · ∞. */
const explode = (embedded: tf.Tensor, { bias }: Tensors) => tf.add(embedded, tf.sqrt(zero(bias)));

const visions: Readonly<Record<string, Partial<VisionEncoder>>> = {
  sound: {},
  unpacked: { feeds: (volumes) => ({ hu: Float32Array.from(volumes.flatMap(voxelsOf)) }) },
  'of-another-size': { size: [8, 8, 4] },
  entangled: embeds(apartFromMean),
  narrow: embeds((embedded) => tf.slice(embedded, [0, 0], [-1, width - 1])),
  blind: {
    embed: (parameters, { voxels }) =>
      tf.add(zero(tf.slice(soundVision.embed(parameters, { voxels }), 0)), parameters.bias),
  },
  explosive: embeds(explode),
  cramped: { fitting: () => ({ ...soundVision, ...embeds((embedded) => tf.mul(embedded, 0.9)) }) },
  mismeasured: { measured: async () => ({ bias: new Float32Array(width + 1) }) },
  'pretrained-on-hu': pretrains(() => ({ targets: ({ hidden }) => tf.mul(hidden, 2000) })),
  peeking: pretrains(({ encodeVisible }) => ({
    encodeVisible: (parameters, given) =>
      tf.add(encodeVisible(parameters, given), tf.mean(encodeSlabs(parameters, given.hidden))),
  })),
  eyeless: pretrains(() => ({ present: ({ places }) => tf.zeros([places.shape[0], tokens]) })),
  unmasking: pretrains(() => ({ masked: 1 })),
  'pretrained-by-name': {
    masked: { ...masks(() => ({})), parameters: { ...parametersOf(patch), more: parametersOf(1).bias } },
  },
};
for (const [name, change] of Object.entries(visions))
  describeVisionEncoder(name, { size, make: () => ({ ...soundVision, ...change }) });

const letters = 64;
const countsOf = (text: string) => {
  const counts = new Float32Array(letters);
  for (const byte of Buffer.from(text)) counts[byte % letters] += 1 / Math.max(1, text.length);
  return Array.from(counts);
};

const loadedText: LoadedTextEncoder = {
  width,
  parameters: parametersOf(letters),
  inputs: (batch) => ({ counts: { shape: [batch, letters], dtype: 'float32' } }),
  feeds: (texts): Feeds => ({ counts: Float32Array.from(texts.flatMap(countsOf)) }),
  embed: (parameters, { counts }) => linear(counts, parameters),
};
const says = (change: (embedded: tf.Tensor, parameters: Tensors) => tf.Tensor): Partial<LoadedTextEncoder> => ({
  embed: (parameters, inputs) => change(loadedText.embed(parameters, inputs), parameters),
});
const textEncoder = (loaded: Partial<LoadedTextEncoder>, more: Partial<TextEncoder> = {}): TextEncoder => ({
  width,
  train: async (texts) => Buffer.from(texts.join('\n')),
  load: async () => ({ ...loadedText, ...loaded }),
  ...more,
});

let trainings = 0;
const texts: Readonly<Record<string, TextEncoder>> = {
  sound: textEncoder({}),
  'random-vocabulary': textEncoder({}, { train: async () => Uint8Array.of(trainings++) }),
  'without-the-empty': textEncoder({ feeds: (all) => loadedText.feeds(all.filter((text) => text !== '')) }),
  entangled: textEncoder(says(apartFromMean)),
  deaf: textEncoder(says((embedded, { bias }) => tf.add(zero(embedded), bias))),
  explosive: textEncoder(says(explode)),
};
for (const [name, encoder] of Object.entries(texts)) describeTextEncoder(name, { make: () => encoder });
