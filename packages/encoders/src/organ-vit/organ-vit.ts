import { biasSpec, embeddingLookup, gelu, linear, transformer, transformerSpecs, weightSpec } from '@totalfm/compute';
import type { AnatomyStructures, OrganVolume, ParameterSpecs, Random, Tensors, VisionEncoder } from '@totalfm/core';
import { ownRows, PLACE, toItems, withinItems, type Slots } from '@totalfm/networks';
import { erase, medianHu } from '@totalfm/zero-shot';
import * as tf from '@tensorflow/tfjs';
import { encoderErrors } from '../errors.ts';
import {
  organPartNames,
  organToken,
  organTokenSpecs,
  partIndex,
  SCALE_FEATURES,
  scaleFeatures,
} from '../video-vit/organ-token.ts';
import { planPatches } from '../video-vit/patch-order.ts';
import { extremesStem, type Stem } from '../video-vit/stem.ts';
import { createChannels, type Channels } from './channels.ts';
import { inputNotes } from './input-notes.ts';
import { EDGE, layOut } from './lay-out.ts';
import { maskedVision, type TokenEncoder } from './masked-vision.ts';
import type { OrganVitOptions } from './options.ts';
import { packedInputs, packVolumes, slotsOfVolume } from './pack.ts';
import { meansOfRegions, REGIONS } from './regions.ts';
import { maximumOfPatches, meanOfPatches } from './summaries.ts';
import { createTold } from './told.ts';
import type { Told } from './what-is-told.ts';

/** Slots of a volume where nobody says how large volumes are. */
const ROOM = 512;

/**
 * A vision transformer over the patches that an organ touches, of volumes of any size: a voxel is as large as the cutter makes it, so that
 * tokens are spent where the organ is. Attention stays within a volume, whichever others share its row.
 */
export function createOrganVit(options: OrganVitOptions, organs: AnatomyStructures['organs']): VisionEncoder {
  const { dim, heads, width } = options;
  if (dim % heads !== 0) {
    throw encoderErrors.TFM_VISION_OPTIONS({
      option: 'vision.dim',
      message: `dim ${dim} must be a multiple of heads (${heads}).`,
      fix: 'Change `vision.dim` or `vision.heads`.',
    });
  }
  const parts = organPartNames(organs);
  const told = createTold(options.tell, organs, dim);
  const channels = createChannels(options.windows);
  const stem = extremesStem(planPatches([EDGE, EDGE, EDGE], [EDGE, EDGE, EDGE]), channels.count, true, dim);
  const own = { ...parametersOf(options, stem, parts), ...told.parameters };
  const from = { options, stem, channels, told };
  const given = tokenEncoder(parts, from);
  const summaries = (p: Tensors, inputs: Tensors) => {
    const tokens = encode(p, inputs, from);
    return { ...tokens, pieces: piecesOf(p, inputs, tokens) };
  };
  const encoder: RoomlessEncoder = {
    width,
    parameters: { ...own, 'pool/projection/weight': weightSpec(PIECES * dim, width) },
    embed: (p, inputs) => linear(tf.concat(summaries(p, inputs).pieces, 1), p['pool/projection/weight']),
    tokens: {
      width: dim,
      count: PIECES + REGIONS,
      parameters: own,
      encode(p, inputs) {
        const { pieces, encoded } = summaries(p, inputs);
        return tf.concat([tf.stack(pieces, 1), meansOfRegions(encoded, inputs)], 1);
      },
    },
  };
  return {
    ...withRooms(encoder, given, options),
    notes: { ...inputNotes(parts), ...told.notes },
    async measured(volumes) {
      const measuring = told.measure();
      for await (const volume of volumes) measuring.add(volume, partIndex(parts, volume));
      return measuring.values();
    },
    masked: maskedVision(options, given, withRooms(wholeOf(own, given, dim), given, options)),
  };
}

/** The encoder up to its tokens, with what it is fed. */
function tokenEncoder(parts: readonly string[], from: Parts): TokenEncoder {
  const { told } = from;
  return {
    inputs: (batch, slots) => ({
      ...packedInputs(batch, slots),
      ...told.inputs(batch),
      organ: { shape: [batch], dtype: 'int32' },
      scale: { shape: [batch, SCALE_FEATURES], dtype: 'float32' },
    }),
    feeds(laid, slots, augment) {
      const volumes = laid.map(({ volume }) => volume);
      const organ = Int32Array.from(volumes, (volume) => partIndex(parts, volume));
      return {
        ...packVolumes(laid, slots, augment),
        ...told.feeds(volumes, organ),
        organ,
        scale: Float32Array.from(volumes.flatMap(scaleFeatures)),
      };
    },
    encode: (p, inputs) => encode(p, inputs, from).encoded,
  };
}

/** What pretraining leaves: the mean and the maximum of a volume’s tokens. */
const wholeOf = (own: ParameterSpecs, { encode }: TokenEncoder, dim: number): RoomlessEncoder => ({
  width: 2 * dim,
  parameters: Object.fromEntries(Object.entries(own).filter(([name]) => !name.startsWith('pool/'))),
  embed(p, inputs) {
    const encoded = encode(p, inputs);
    return tf.concat([meanOfPatches(encoded, inputs), maximumOfPatches(encoded, inputs)], 1);
  },
});

type RoomlessEncoder = Pick<VisionEncoder, 'width' | 'parameters' | 'embed' | 'tokens'>;

/** An encoder with the room of most volumes, of some, and of a batch whose volumes share rows. */
function withRooms(
  encoder: RoomlessEncoder,
  { inputs, feeds }: TokenEncoder,
  { room, row, mirror, hide }: OrganVitOptions,
): VisionEncoder {
  const shown = (volume: OrganVolume, augment?: Random) =>
    augment && hide > 0 && augment.chance(hide) ? erase(volume, { around: medianHu(volume, 'around') }) : volume;
  const within = (slotsOf: (batch: number) => Slots): VisionEncoder => ({
    ...encoder,
    inputs: (batch) => inputs(batch, slotsOf(batch)),
    feeds: (volumes, augment) =>
      feeds(
        volumes.map((volume) => layOut(shown(volume, augment), augment, mirror)),
        slotsOf(volumes.length),
        augment,
      ),
  });
  return {
    ...within((batch) => ownRows(batch, ROOM)),
    fitting(volumes) {
      const needed = roomFor(volumes);
      return within((batch) => ownRows(batch, needed));
    },
    sharing: () => within((batch) => ({ rows: Math.ceil((batch * room) / row), length: row })),
  };
}

/** A power of two, at least 32: a program is compiled for each that is needed. */
function roomFor(volumes: readonly OrganVolume[]): number {
  const most = Math.max(0, ...volumes.map((volume) => slotsOfVolume(layOut(volume).patches.length)));
  return 2 ** Math.ceil(Math.log2(Math.max(32, most)));
}

/** Those of the tokens and their summaries; `pool/…` are those of the summaries alone. */
function parametersOf({ dim, depth, heads }: OrganVitOptions, stem: Stem, parts: readonly string[]): ParameterSpecs {
  return {
    ...stem.parameters,
    'place/weight': weightSpec(PLACE, dim),
    'place/bias': biasSpec(dim),
    ...organTokenSpecs(parts, dim),
    ...transformerSpecs('', { dim, depth, heads }),
    'pool/maximum/weight': weightSpec(dim, dim),
    'pool/maximum/bias': biasSpec(dim),
  };
}

interface Parts {
  readonly options: OrganVitOptions;
  readonly stem: Stem;
  readonly channels: Channels;
  readonly told: Told;
}

interface SlotTokens {
  /** [slots, dim], before attention and after the last norm. */
  readonly patches: tf.Tensor;
  readonly encoded: tf.Tensor;
}

function encode(
  p: Tensors,
  inputs: Tensors,
  { options: { dim, depth, heads }, stem, channels, told }: Parts,
): SlotTokens {
  const [rows, length] = inputs.owner.shape;
  const patches = stem.embed(p, { values: channels.read(inputs), inside: inputs.inside });
  const organs = tf.add(organToken(p, inputs.organ, inputs.scale), told.embed(p, inputs));
  const placed = tf.add(patches, linear(inputs.place, p['place/weight'], p['place/bias']));
  // Every token knows its organ; the organ token is nothing else.
  const tokens = tf.add(tf.mul(placed, inputs.isPatch), toItems(inputs.owner, organs));
  const bias = withinItems(inputs.owner);
  const encoded = tf.reshape(transformer(p, '', tf.reshape(tokens, [rows, length, dim]), { dim, depth, heads, bias }), [
    rows * length,
    dim,
  ]);
  return { patches, encoded };
}

/** How many summaries a volume has, of which its vector is made. */
const PIECES = 4;

/** Organ token, mean and maxima of each volume, each [batch, dim]. */
function piecesOf(p: Tensors, inputs: Tensors, { patches, encoded }: SlotTokens): tf.Tensor[] {
  // The maximum over stem tokens is a short way for a single striking patch, past all mixing.
  const striking = gelu(linear(patches, p['pool/maximum/weight'], p['pool/maximum/bias']));
  const maxima = maximumOfPatches(tf.concat([encoded, striking], 1), inputs);
  return [embeddingLookup(encoded, inputs.organSlot), meanOfPatches(encoded, inputs), ...tf.split(maxima, 2, 1)];
}
