import * as tf from '@tensorflow/tfjs';
import { createSession, initialValues, toTensors } from '@totalfm/compute';
import type { Triple } from '@totalfm/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { datasetOf, labelProgram, labelsOf, plansOf, type TrainedUnet } from './export.ts';
import { measureIntensities } from './intensities.ts';
import { kindsOf } from './kinds.ts';
import { adjustedLogits, classWeights, diceLoss } from './loss.ts';
import { fromBlocks, toBlocks, unetOutputs, unetParameters, type UnetShape } from './network.ts';
import { cutPatch } from './patch.ts';
import { rasVoxels } from './ras.ts';
import { blockKinds, blockMembers, targetTable } from './targets.ts';

beforeAll(() => tf.setBackend('cpu'));

const structures = ['liver', 'kidney_left', 'kidney_cyst_left', 'kidney_right', 'vertebrae_L1', 'vertebrae_T12'];
const kinds = kindsOf(structures);
const patch: Triple = [4, 6, 8];
const shape: UnetShape = {
  patch,
  channels: [3, 4],
  down: [0, 1],
  up: [1],
  head: 3,
  kinds: kinds.length + 1,
  members: 4,
  intensity: { mean: -100, std: 300 },
};
const parameters = unetParameters(shape);
// Biases that count, and outputs that differ from voxel to voxel.
const values = Object.fromEntries(
  Object.entries(initialValues(parameters, 3)).map(([name, data], index) => [
    name,
    data.map((value, i) => (name.endsWith('bias') ? Math.sin(i + index) : name.startsWith('head') ? 3 * value : value)),
  ]),
);
const image = Float32Array.from({ length: 192 }, (_, i) => Math.sin(i * 1.3) * 2);
const outputs = (chosen?: number[][]) =>
  unetOutputs(
    Object.fromEntries(
      Object.entries(parameters).map(([name, { shape: own }]) => [name, tf.tensor(values[name], [...own])]),
    ),
    tf.tensor(image, [1, 1, ...patch]),
    shape,
    chosen && tf.tensor2d(chosen),
  );

describe('kinds', () => {
  it('bring together what differs in side, lobe or level only', () => {
    expect(kinds).toEqual([
      { name: 'liver', members: [1] },
      { name: 'kidney', members: [2, 4] },
      { name: 'kidney_cyst', members: [3] },
      { name: 'vertebrae', members: [5, 6] },
    ]);
    expect([...labelsOf(kinds)]).toEqual([
      [1, 1],
      [2, 2],
      [4, 5],
      [3, 3],
      [5, 4],
      [6, 6],
    ]);
  });
});

describe('blocks', () => {
  const labels = Uint8Array.from({ length: 192 }, (_, i) => (i * 5) % 7);
  const table = targetTable(structures.length, kinds);

  it('take voxels apart and put them together again', async () => {
    const blocks = toBlocks(tf.tensor(labels, [...patch], 'int32'), patch);
    expect(await fromBlocks(blocks, patch).data()).toEqual(Int32Array.from(labels));
    const all = blockKinds(labels, patch, table, [0, 1, 2, 3, 4, 5, 6, 7]);
    expect(all).toEqual(Int32Array.from(await blocks.data(), (label) => table.kinds[label]));
    expect(blockKinds(labels, patch, table, [6])).toEqual(all.filter((_, i) => i % 8 === 6));
  });

  it('have the first member that lies in them', () => {
    const some = new Uint8Array(192);
    some[1 + 8 * 1] = 4;
    some[7 + 8 * (5 + 6 * 3)] = 6;
    const members = blockMembers(some, patch, table);
    expect(members[0]).toBe(1);
    expect(members[23]).toBe(3);
    expect(members.filter((member) => member >= 0)).toHaveLength(2);
  });
});

describe('the loss', () => {
  it('is 1 − Dice of the classes that are there', async () => {
    const probabilities = tf.tensor2d([
      [0.5, 0.5, 0],
      [0, 1, 0],
      [1, 0, 0],
    ]);
    const targets = tf.tensor2d([
      [0, 1, 0],
      [0, 1, 0],
      [1, 0, 0],
    ]);
    // Class 1: 2 · 1.5 / (1.5 + 2). Class 2 is not there, and the background does not count.
    expect((await diceLoss(probabilities, targets).data())[0]).toBeCloseTo(1 - 3 / 3.5, 4);
  });
});

describe('weights of classes', () => {
  const voxels = [9_000, 900, 100, 0];
  const weights = classWeights(voxels);

  it('are 1 on average over voxels, and 1 / √n among classes', () => {
    const total = weights.reduce((sum, weight, index) => sum + weight * voxels[index], 0);
    expect(total).toBeCloseTo(10_000);
    expect(weights[2] / weights[1]).toBeCloseTo(3);
    expect(weights[3]).toBeLessThan(Infinity);
  });

  it('are half taken off from what was learnt under them', () => {
    // The optimum of weighted cross-entropy where classes 1 and 2 are as likely.
    const learnt = Float32Array.from(weights, (weight) => Math.log(weight));
    const [, one, two] = adjustedLogits(learnt, weights);
    expect(two - one).toBeCloseTo(Math.log(3) / 2);
  });
});

describe('the network', () => {
  it('speaks of chosen sub-voxels as it does of all', async () => {
    const all = await outputs().kinds.array();
    const column = (subvoxel: number) => Array.from({ length: 8 }, (_, i) => (i === subvoxel ? 1 : 0));
    const [a, b] = [column(5), column(2)];
    const some = (await outputs(a.map((_, i) => [a[i], b[i]])).kinds.array()) as number[][][];
    (all as number[][][]).forEach((block, index) =>
      [5, 2].forEach((subvoxel, place) =>
        block[subvoxel].forEach((logit, kind) => expect(some[index][place][kind]).toBeCloseTo(logit, 4)),
      ),
    );
  });

  it('is exported as what it is: labels of the likeliest kind and member', async () => {
    const unet: TrainedUnet = {
      name: 'tiny',
      shape,
      parameters,
      values,
      structures,
      kinds,
      spacing: [4, 5, 6],
      intensities: { mean: -100, std: 300, low: -900, high: 500 },
    };
    const { kinds: logits, members } = outputs();
    const [best, member] = [await logits.argMax(2).data(), (await members.array()) as number[][]];
    const labels = labelsOf(kinds);
    const expected = Int32Array.from(best, (kind, at) => {
      if (kind === 0) return 0;
      const { members: own } = kinds[kind - 1];
      const first = kind === 2 ? 0 : 2;
      const of = member[at >> 3].slice(first, first + 2);
      return labels.get(own[own.length === 1 ? 0 : of[0] >= of[1] ? 0 : 1]) as number;
    });
    expect(new Set(expected).size).toBeGreaterThan(3);
    const placed = await fromBlocks(tf.tensor(expected, [24, 8], 'int32'), patch).data();
    const program = labelProgram(unet);
    const session = await createSession(program);
    const { labels: answer } = await session.run(toTensors(program, { image }));
    await session.dispose();
    expect(answer.data).toEqual(placed);
    expect(datasetOf(unet).labels).toMatchObject({ background: 0, liver: 1, kidney_left: 2, kidney_right: 5 });
    expect(plansOf(unet).configurations['3d_fullres'].spacing).toEqual([6, 5, 4]);
  });
});

describe('cases', () => {
  it('run to the right, to the front and up', () => {
    const direction = [0, 1, 0, -1, 0, 0, 0, 0, 1];
    const volume = { size: [2, 3, 1] as Triple, spacing: [1, 2, 3] as Triple, origin: [0, 0, 0] as Triple, direction };
    // Axis 0 runs to the front, axis 1 to the left.
    const { data, size, spacing } = rasVoxels({ ...volume, data: Uint8Array.of(0, 1, 2, 3, 4, 5) });
    expect([[...data], size, spacing]).toEqual([
      [4, 2, 0, 5, 3, 1],
      [3, 2, 1],
      [2, 1, 3],
    ]);
  });

  it('are measured within structures, and cut to the patch with zeros around them', () => {
    const one = {
      size: [2, 1, 2] as Triple,
      hu: Int16Array.of(-900, 100, 200, 300),
      labels: Uint8Array.of(0, 1, 1, 2),
    };
    const intensities = measureIntensities([one]);
    expect(intensities).toMatchObject({ mean: 200, low: 100, high: 300 });
    const random = { integer: () => 1 } as never;
    const { values: cut, labels } = cutPatch(one, [1, 1, 4], { ...intensities, std: 100 }, random);
    expect([...cut]).toEqual([0, 0, 1, 0]);
    expect([...labels]).toEqual([0, 1, 2, 0]);
  });
});
