import * as tf from '@tensorflow/tfjs';
import type {
  AnatomyStructures,
  Feeds,
  InputSpecs,
  OrganVolume,
  ParameterSpecs,
  Random,
  Tensors,
  Triple,
  VisionEncoder,
} from '@totalfm/core';
import { embeddingLookup, product, transformer, transformerSpecs } from '@totalfm/compute';
import { encoderErrors } from '../errors.ts';
import { createCellReader } from './cells.ts';
import { windowBounds, type VideoVitOptions } from './options.ts';
import { organParts, organToken, organTokenSpecs, partIndex, SCALE_FEATURES, scaleFeatures } from './organ-token.ts';
import { patchify, planPatches, type PatchPlan } from './patch-order.ts';
import { createPooling } from './pooling.ts';
import { learnedPositionSpecs, sinCosPositions } from './positions.ts';
import { extremesStem, linearStem } from './stem.ts';
import { applyWindows } from './windows.ts';

/**
 * A video vision transformer over one organ's volume: windows, patches, a stem, an organ token that knows the physical
 * size, transformer blocks, pooling. It takes HU, so its ONNX export does too.
 */
export function createVideoVit(
  options: VideoVitOptions,
  size: Triple,
  organs: AnatomyStructures['organs'],
): VisionEncoder {
  checkOptions(options, size);
  const plan = planPatches(size, options.patch);
  const bounds = windowBounds(options.windows);
  const parts = organParts(organs);
  const { dim, depth, heads, width } = options;
  const reader = createCellReader(plan, bounds, options.organMask);
  const stem =
    options.stem === 'linear'
      ? linearStem(plan, reader.channels, dim)
      : extremesStem(plan, reader.channels, options.organMask, dim);
  const pooling = createPooling(options);
  const learned = options.positions === 'learned';
  const tokenParameters: ParameterSpecs = {
    ...stem.parameters,
    ...(learned ? learnedPositionSpecs(plan, dim) : {}),
    ...organTokenSpecs(parts, dim),
    ...transformerSpecs('', { dim, depth, heads }),
  };

  const positionTable = (p: Tensors) =>
    learned ? p.positions : tf.tensor2d(sinCosPositions(plan, dim), [plan.tokens, dim]);
  const organTokenOf = (p: Tensors, inputs: Tensors) => {
    const scale = options.physicalSize
      ? inputs.scale
      : tf.mul(inputs.scale, tf.tensor1d([...Array(SCALE_FEATURES - 1).fill(0), 1]));
    return organToken(p, inputs.organ, scale, dim);
  };
  const encode = (p: Tensors, inputs: Tensors, tokens: tf.Tensor) =>
    transformer(p, '', tf.concat([organTokenOf(p, inputs), tokens], 1), { dim, depth, heads });

  const inputs = (batch: number): InputSpecs => ({
    hu: { shape: [batch, product(size)], dtype: 'float32' },
    ...(options.organMask ? { mask: { shape: [batch, product(size)], dtype: 'float32' as const } } : {}),
    organ: { shape: [batch], dtype: 'int32' },
    scale: { shape: [batch, SCALE_FEATURES], dtype: 'float32' },
  });
  const feeds = (volumes: readonly OrganVolume[], augment?: Random): Feeds => {
    const voxels = product(size);
    const hu = new Float32Array(volumes.length * voxels);
    const mask = new Float32Array(options.organMask ? hu.length : 0);
    volumes.forEach((volume, index) => {
      checkSize(volume, size);
      const flips = drawFlips(augment);
      copyVoxels(volume.hu, size, flips, hu, index * voxels);
      if (!options.organMask) return;
      // A volume without a mask is all organ.
      if (volume.mask) copyVoxels(volume.mask, size, flips, mask, index * voxels);
      else mask.fill(1, index * voxels, (index + 1) * voxels);
    });
    return {
      hu,
      ...(options.organMask ? { mask } : {}),
      organ: Int32Array.from(volumes, (volume) => partIndex(parts, volume)),
      scale: Float32Array.from(volumes.flatMap(scaleFeatures)),
    };
  };

  return {
    width,
    size,
    parameters: { ...tokenParameters, ...pooling.parameters },
    inputs,
    feeds,
    embed(p, batchInputs) {
      const batch = batchInputs.hu.shape[0];
      const stemTokens = tf.reshape(stem.embed(p, reader.read(batchInputs)), [batch, plan.tokens, dim]);
      const encoded = encode(p, batchInputs, tf.add(stemTokens, positionTable(p)));
      const organ = tf.reshape(tf.slice(encoded, [0, 0, 0], [batch, 1, dim]), [batch, dim]);
      return pooling.pool(p, organ, tf.slice(encoded, [0, 1, 0], [batch, plan.tokens, dim]), stemTokens);
    },
    masked: {
      grid: plan.grid,
      tokenWidth: dim,
      parameters: tokenParameters,
      patchLength: plan.voxels * bounds.length,
      inputs: (batch, visible) => ({
        ...inputs(batch),
        visibleRows: { shape: [batch * visible], dtype: 'int32' },
        visiblePositions: { shape: [batch, visible], dtype: 'int32' },
        maskedRows: { shape: [batch * (plan.tokens - visible)], dtype: 'int32' },
      }),
      feeds: (volumes, order, visible) => ({ ...feeds(volumes), ...maskFeeds(plan, order, visible) }),
      encodeVisible(p, batchInputs) {
        const batch = batchInputs.hu.shape[0];
        const visible = batchInputs.visiblePositions.shape[1] as number;
        const tokens = tf.reshape(stem.embed(p, reader.read(batchInputs, batchInputs.visibleRows)), [
          batch,
          visible,
          dim,
        ]);
        const positions = embeddingLookup(positionTable(p), batchInputs.visiblePositions);
        return tf.slice(encode(p, batchInputs, tf.add(tokens, positions)), [0, 1, 0], [batch, visible, dim]);
      },
      targets(batchInputs) {
        const batch = batchInputs.hu.shape[0];
        const patches = tf.gather(patchify(batchInputs.hu, plan), batchInputs.maskedRows as tf.Tensor1D);
        return tf.reshape(tf.concat(applyWindows(patches, bounds), 1), [batch, -1, plan.voxels * bounds.length]);
      },
    },
  };
}

function maskFeeds(plan: PatchPlan, order: readonly Int32Array[], visible: number): Feeds {
  const rows = (from: number, to: number) =>
    Int32Array.from(
      order.flatMap((tokens, b) => Array.from(tokens.subarray(from, to), (token) => b * plan.tokens + token)),
    );
  return {
    visibleRows: rows(0, visible),
    visiblePositions: Int32Array.from(order.flatMap((tokens) => Array.from(tokens.subarray(0, visible)))),
    maskedRows: rows(visible, plan.tokens),
  };
}

function checkSize(volume: OrganVolume, size: Triple): void {
  if (volume.size.every((n, axis) => n === size[axis])) return;
  throw encoderErrors.TFM_VISION_SIZE({
    organ: volume.organ,
    message: `The volume has ${volume.size.join(' × ')} voxels; the vision encoder takes ${size.join(' × ')}.`,
    fix: 'Cut the volumes to the size that the encoder was trained for (`cutter.size`).',
  });
}

/** Mirrors each axis by a coin: mirroring keeps every finding's appearance. */
function drawFlips(augment?: Random): readonly [boolean, boolean, boolean] {
  return augment ? [augment.chance(0.5), augment.chance(0.5), augment.chance(0.5)] : [false, false, false];
}

/** Copies voxels as float32, mirrored along the axes that `flips` names. */
function copyVoxels(
  source: Int16Array | Uint8Array,
  [nx, ny, nz]: Triple,
  [flipX, flipY, flipZ]: readonly boolean[],
  target: Float32Array,
  offset: number,
): void {
  if (!flipX && !flipY && !flipZ) {
    target.set(source, offset);
    return;
  }
  let to = offset;
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const row = nx * ((flipY ? ny - 1 - y : y) + ny * (flipZ ? nz - 1 - z : z));
      if (flipX) for (let x = nx - 1; x >= 0; x--) target[to++] = source[row + x];
      else for (let x = 0; x < nx; x++) target[to++] = source[row + x];
    }
  }
}

function checkOptions({ patch, dim, heads, positions }: VideoVitOptions, size: Triple): void {
  if (patch.some((n, axis) => size[axis] % n !== 0)) {
    throw encoderErrors.TFM_VISION_OPTIONS({
      option: 'vision.patch',
      message: `A patch of ${patch.join(' × ')} voxels does not divide the volumes’ ${size.join(' × ')}.`,
      fix: 'Choose a patch that divides `cutter.size` along every axis.',
    });
  }
  if (dim % heads !== 0 || (positions === 'sin-cos' && dim % 6 !== 0)) {
    throw encoderErrors.TFM_VISION_OPTIONS({
      option: 'vision.dim',
      message: `dim ${dim} must be a multiple of heads (${heads})${positions === 'sin-cos' ? ' and, with sin-cos positions, of 6' : ''}.`,
      fix: 'Change `vision.dim` or `vision.heads`.',
    });
  }
}
