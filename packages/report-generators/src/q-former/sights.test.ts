import type { OrganVolume, VisionEncoder } from '@totalfm/core';
import { linear, weightSpec } from '@totalfm/compute';
import { testPairs } from '@totalfm/testing';
import type * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { qFormerOptions } from './options.ts';
import { openLooking } from './sights.ts';
import type { WriterParts } from './step.ts';

const width = 3;

/** One matrix over a volume's first voxels, which counts the volumes that it is fed. */
function countingEncoder() {
  const fed = new Set<OrganVolume>();
  let calls = 0;
  const vision: VisionEncoder = {
    width,
    size: [8, 8, 4],
    parameters: { weight: weightSpec(width, width) },
    inputs: (batch) => ({ hu: { shape: [batch, width], dtype: 'float32' } }),
    feeds(volumes) {
      calls++;
      for (const volume of volumes) fed.add(volume);
      return { hu: Float32Array.from(volumes.flatMap(({ hu }) => [...hu.slice(0, width)])) };
    },
    embed: (p, { hu }) => linear(hu as tf.Tensor2D, p.weight),
  };
  return { vision, fed, calls: () => calls };
}

it('a volume is looked at once, however many parts are asked of it, and not again where its sight is known', async () => {
  const { vision, fed, calls } = countingEncoder();
  const values = { 'vision/weight': Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1) };
  const options = qFormerOptions.parse({ features: 'pooled' });
  const looking = openLooking({ vision } as WriterParts, values, options);
  const [one, other, third] = testPairs({ exams: 1 }).map(({ volume }) => volume);

  const sights = await looking.look([one, other, one, one, one, other], new Map());
  expect([...sights.keys()]).toEqual([one, other]);
  expect(calls()).toBe(1);
  const length = Math.hypot(...one.hu.slice(0, width));
  [...sights.get(one)!.embedding].forEach((value, place) => expect(value).toBeCloseTo(one.hu[place] / length, 5));

  fed.clear();
  const later = await looking.look([other, third, third], sights);
  expect([...later.keys()]).toEqual([other, third]);
  expect(later.get(other)).toBe(sights.get(other));
  expect([...fed]).toEqual([third]);
  await looking.dispose();
});

it('volumes are looked at in the room that each needs, in their order', async () => {
  const { vision, fed } = countingEncoder();
  const rooms: (readonly OrganVolume[])[] = [];
  const roomy: VisionEncoder = {
    ...vision,
    fitting: ([{ organMl }]) => ({
      ...vision,
      inputs: (batch) => ({ ...vision.inputs(batch), room: { shape: [organMl > 500 ? 2 : 1], dtype: 'float32' } }),
      feeds(volumes) {
        rooms.push(volumes);
        return { ...vision.feeds(volumes), room: new Float32Array(organMl > 500 ? 2 : 1) };
      },
    }),
  };
  const values = { 'vision/weight': Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1) };
  const looking = openLooking({ vision: roomy } as WriterParts, values, qFormerOptions.parse({ features: 'pooled' }));
  const volumes = testPairs({ exams: 1 }).map(({ volume }, index) => ({ ...volume, organMl: index === 1 ? 900 : 90 }));
  const sights = await looking.look(volumes, new Map());
  expect(rooms).toEqual([[volumes[0], volumes[2]], [volumes[1]]]);
  expect(fed.size).toBe(3);
  for (const volume of volumes) {
    const length = Math.hypot(...volume.hu.slice(0, width));
    [...sights.get(volume)!.embedding].forEach((value, place) =>
      expect(value).toBeCloseTo(volume.hu[place] / length, 5),
    );
  }
  await looking.dispose();
});
