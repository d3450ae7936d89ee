import { biasSpec, embeddingLookup, gelu, linear, transformer, transformerSpecs, weightSpec } from '@totalfm/compute';
import type { AnatomyStructures, OrganVolume, ParameterSpecs, Tensors, VisionEncoder } from '@totalfm/core';
import { meanOfItems, ownRows, toItems, withinItems, type Slots } from '@totalfm/networks';
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
import { EDGE, layOut, PLACE } from './lay-out.ts';
import type { OrganVitOptions } from './options.ts';
import { BLOCK, packedInputs, packVolumes, slotsOfVolume } from './pack.ts';
import { createTold, type Told } from './told.ts';

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
  const within = (slotsOf: (batch: number) => Slots): Pick<VisionEncoder, 'inputs' | 'feeds'> => ({
    inputs: (batch) => ({
      ...packedInputs(batch, slotsOf(batch)),
      ...told.inputs(batch),
      organ: { shape: [batch], dtype: 'int32' },
      scale: { shape: [batch, SCALE_FEATURES], dtype: 'float32' },
    }),
    feeds(volumes, augment) {
      const organ = Int32Array.from(volumes, (volume) => partIndex(parts, volume));
      return {
        ...packVolumes(volumes, slotsOf(volumes.length), options.mirror, augment),
        ...told.feeds(volumes, organ),
        organ,
        scale: Float32Array.from(volumes.flatMap(scaleFeatures)),
      };
    },
  });
  const encoder: VisionEncoder = {
    width,
    parameters: { ...parametersOf(options, stem, parts), ...told.parameters },
    notes: { ...inputNotes(parts), ...told.notes },
    ...within((batch) => ownRows(batch, ROOM)),
    embed: (p, inputs) => embed(p, inputs, { options, stem, channels, told }),
  };
  return {
    ...encoder,
    fitting(volumes) {
      const room = roomFor(volumes);
      return { ...encoder, ...within((batch) => ownRows(batch, room)) };
    },
    sharing: () => ({
      ...encoder,
      ...within((batch) => ({ rows: Math.ceil((batch * options.room) / options.row), length: options.row })),
    }),
  };
}

/** A power of two, at least 32: a program is compiled for each that is needed. */
function roomFor(volumes: readonly OrganVolume[]): number {
  const most = Math.max(0, ...volumes.map((volume) => slotsOfVolume(layOut(volume).patches.length)));
  return 2 ** Math.ceil(Math.log2(Math.max(32, most)));
}

function parametersOf(
  { dim, depth, heads, width }: OrganVitOptions,
  stem: Stem,
  parts: readonly string[],
): ParameterSpecs {
  return {
    ...stem.parameters,
    'place/weight': weightSpec(PLACE, dim),
    'place/bias': biasSpec(dim),
    ...organTokenSpecs(parts, dim),
    ...transformerSpecs('', { dim, depth, heads }),
    'pool/maximum/weight': weightSpec(dim, dim),
    'pool/maximum/bias': biasSpec(dim),
    'pool/projection/weight': weightSpec(4 * dim, width),
  };
}

interface Parts {
  readonly options: OrganVitOptions;
  readonly stem: Stem;
  readonly channels: Channels;
  readonly told: Told;
}

function embed(
  p: Tensors,
  inputs: Tensors,
  { options: { dim, depth, heads }, stem, channels, told }: Parts,
): tf.Tensor {
  const [rows, length, batch] = inputs.owner.shape;
  const patches = stem.embed(p, { values: channels.read(inputs), inside: inputs.inside });
  const sized = tf.reshape(organToken(p, inputs.organ, inputs.scale, dim), [batch, dim]);
  const organs = tf.add(sized, told.embed(p, inputs));
  const placed = tf.add(patches, linear(inputs.place, p['place/weight'], p['place/bias']));
  // Every token knows its organ; the organ token is nothing else.
  const tokens = tf.add(tf.mul(placed, inputs.isPatch), toItems(inputs.owner, organs));
  const bias = withinItems(inputs.owner);
  const encoded = tf.reshape(transformer(p, '', tf.reshape(tokens, [rows, length, dim]), { dim, depth, heads, bias }), [
    rows * length,
    dim,
  ]);
  // The maximum over stem tokens is a short way for a single striking patch, past all mixing.
  const striking = gelu(linear(patches, p['pool/maximum/weight'], p['pool/maximum/bias']));
  const ofPatches = tf.mul(inputs.owner, tf.reshape(inputs.isPatch, [rows, length, 1]));
  return linear(
    tf.concat(
      [
        embeddingLookup(encoded, inputs.organSlot),
        meanOfItems(ofPatches, encoded),
        maximumOfItems(tf.concat([encoded, striking], 1), inputs),
      ],
      1,
    ),
    p['pool/projection/weight'],
  );
}

/** Below whatever a token holds. */
const ABSENT = 1e4;

/** Maximum over the patches of each volume, [slots, width] → [batch, width]: within blocks of slots, then over a volume’s blocks. */
function maximumOfItems(values: tf.Tensor, { isPatch, blocks, isBlock }: Tensors): tf.Tensor {
  const [slots, width] = values.shape;
  const present = tf.add(values, tf.mul(tf.sub(isPatch, 1), ABSENT));
  const ofBlocks = tf.max(tf.reshape(present, [slots / BLOCK, BLOCK, width]), 1);
  return tf.max(tf.add(embeddingLookup(ofBlocks, blocks), tf.mul(tf.sub(isBlock, 1), ABSENT)), 1);
}
