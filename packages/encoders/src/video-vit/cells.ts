import * as tf from '@tensorflow/tfjs';
import { mapTriple, type Tensors } from '@totalfm/core';
import { product } from '@totalfm/compute';
import { channelsOf, type Channel } from './channels.ts';
import { patchify, planPatches, type PatchPlan } from './patch-order.ts';

/** Patches of some volumes as cells of neighbouring voxels, windowed. */
export interface Cells {
  /** [n · cells, channels · members], in [−1, 1]; the members of one channel are neighbours. */
  readonly values: tf.Tensor;
  /** 1 where a cell lies wholly inside the organ, its boundary taken off: [n, cells]. */
  readonly inside?: tf.Tensor;
}

export interface CellReader {
  /** One a window and, with a mask, the window around the organ's own mean and the mask. */
  readonly channels: number;
  /** Of all patches, or of the given rows of them, as many of each volume. */
  read(inputs: Tensors, rows?: tf.Tensor): Cells;
}

/**
 * Reads the first merge of a patch plan: `inputs.hu` and `inputs.mask`, [batch, z · y · x], are put into patch order once;
 * one product with a fixed matrix then makes all windows of all voxels.
 */
export function createCellReader(
  plan: PatchPlan,
  bounds: ReadonlyArray<readonly [number, number]>,
  masked: boolean,
): CellReader {
  const members = product(plan.levels[0]);
  const channels = channelsOf(bounds, masked);
  const sources = masked ? 2 : 1;
  const columns = channels.length * members;

  const maps = new Float32Array(sources * members * columns);
  channels.forEach(({ source, slope }, channel) => {
    for (let member = 0; member < members; member++)
      maps[(source * members + member) * columns + channel * members + member] = slope;
  });
  const perMember = (of: (channel: Channel) => number) =>
    tf.tensor(
      channels.flatMap((channel) => Array<number>(members).fill(of(channel))),
      [1, 1, columns],
    );

  return {
    channels: channels.length,
    read({ hu, mask }, rows) {
      const batch = hu.shape[0];
      const cut = (volumes: tf.Tensor, of: PatchPlan, perVoxel = 1) => {
        const patches = patchify(volumes, of, perVoxel);
        return rows ? tf.gather(patches, rows as tf.Tensor1D) : patches;
      };
      const inside = masked ? insideCells(mask, plan) : undefined;
      const voxels = tf.reshape(cut(masked ? tf.concat([hu, mask], 1) : hu, plan, sources), [-1, sources * members]);
      const scaled = tf.reshape(tf.matMul(voxels as tf.Tensor2D, tf.tensor2d(maps, [sources * members, columns])), [
        batch,
        -1,
        columns,
      ]);
      const offsets = perMember(({ offset }) => offset);
      const around =
        inside &&
        tf.mul(
          tf.reshape(organMean(hu, mask, inside, plan), [batch, 1, 1]),
          perMember(({ relative, slope }) => (relative ? slope : 0)),
        );
      const values = tf.clipByValue(tf.add(scaled, around ? tf.sub(offsets, around) : offsets), -1, 1);
      return {
        values: tf.reshape(values, [-1, columns]),
        inside: inside && cut(inside, cellPlan(plan)),
      };
    },
  };
}

const cellGrid = ({ size, levels }: PatchPlan) => mapTriple(size, (n, axis) => n / levels[0][axis]);

/** The plan of a volume whose voxels are the cells. */
function cellPlan(plan: PatchPlan): PatchPlan {
  return planPatches(
    cellGrid(plan),
    mapTriple(plan.patch, (n, axis) => n / plan.levels[0][axis]),
  );
}

/**
 * 1 where neither a cell nor a voxel beside it lies outside the organ: boundary voxels share their HU with what lies outside.
 * [batch, z · y · x] of 0 and 1 → [batch, cells]. The volume's own border is not a boundary.
 */
function insideCells(mask: tf.Tensor, plan: PatchPlan): tf.Tensor {
  const [nx, ny, nz] = plan.size;
  const [fx, fy, fz] = plan.levels[0];
  const holes = tf.reshape(tf.sub(1, mask), [-1, nz, ny, nx, 1]) as tf.Tensor5D;
  const holed = tf.maxPool3d(holes, [fz + 2, fy + 2, fx + 2], [fz, fy, fx], 'same');
  return tf.sub(1, tf.reshape(holed, [mask.shape[0], product(cellGrid(plan))]));
}

/** Mean HU inside the organ, [batch, 1], from one voxel a cell; of the whole mask where no cell is inside, 0 where that is empty. */
function organMean(hu: tf.Tensor, mask: tf.Tensor, inside: tf.Tensor, plan: PatchPlan): tf.Tensor {
  const weights = tf.add(inside, tf.mul(firstVoxels(mask, plan), 1e-3));
  return tf.div(tf.sum(tf.mul(firstVoxels(hu, plan), weights), 1, true), tf.add(tf.sum(weights, 1, true), 1e-6));
}

function firstVoxels(volumes: tf.Tensor, plan: PatchPlan): tf.Tensor {
  const batch = volumes.shape[0];
  const [cx, cy, cz] = cellGrid(plan);
  const [fx, fy, fz] = plan.levels[0];
  const apart = tf.reshape(volumes, [batch, cz, fz, cy, fy, cx * fx]);
  const lines = tf.reshape(tf.slice(apart, [0, 0, 0, 0, 0, 0], [batch, cz, 1, cy, 1, cx * fx]), [
    batch,
    cz * cy * cx,
    fx,
  ]);
  return tf.reshape(tf.slice(lines, [0, 0, 0], [batch, cz * cy * cx, 1]), [batch, cz * cy * cx]);
}
