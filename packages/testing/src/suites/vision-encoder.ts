import {
  voxelCount,
  createRandom,
  type Anatomy,
  type Feeds,
  type InputSpecs,
  type OrganVolume,
  type Triple,
  type VisionEncoder,
} from '@totalfm/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { gradientsEager, randomParameters, runEager } from '../eager.ts';
import { testAnatomy } from '../fixtures/organs.ts';
import { testPairs } from '../fixtures/pairs.ts';

export interface VisionEncoderSubject {
  /** A small encoder of volumes of `size` for these organs. */
  readonly make: (anatomy: Anatomy, size: Triple) => VisionEncoder | Promise<VisionEncoder>;
  readonly size: Triple;
}

/** Checks a vision encoder: shapes, volumes of a batch apart from one another, a gradient for every parameter. */
export function describeVisionEncoder(name: string, { make, size }: VisionEncoderSubject): void {
  describe(`vision encoder ${name}`, () => {
    let encoder: VisionEncoder;
    let volumes: readonly OrganVolume[];
    beforeAll(async () => {
      encoder = await make(testAnatomy, size);
      volumes = testPairs({ exams: 1, size }).map((pair) => pair.volume);
    });
    const given = (batch: readonly OrganVolume[]) => ({
      specs: encoder.parameters,
      values: randomParameters(encoder.parameters),
      inputs: encoder.inputs(batch.length),
      feeds: encoder.feeds(batch),
    });
    const embed = (batch: readonly OrganVolume[]) => runEager(given(batch), encoder.embed);

    it('packs volumes as its inputs say', () => {
      if (encoder.size) expect(encoder.size).toEqual(size);
      expectFeeds(encoder.feeds(volumes), encoder.inputs(volumes.length));
      expect(encoder.feeds(volumes)).toEqual(encoder.feeds(volumes));
      expectFeeds(encoder.feeds(volumes, createRandom(1)), encoder.inputs(volumes.length));
    });

    it('embeds a batch as [batch, width], each volume apart from the others', async () => {
      const batch = await embed(volumes);
      expect(batch.shape).toEqual([volumes.length, encoder.width]);
      expect(batch.data.every(Number.isFinite)).toBe(true);
      const alone = await embed([volumes[1]]);
      alone.data.forEach((value, index) => expect(batch.data[encoder.width + index]).toBeCloseTo(value, 3));
    });

    it('embeds a small organ the same with less room', async () => {
      const [volume] = volumes;
      const small = { ...volume, mask: Uint8Array.from(volume.hu, (_, voxel) => (voxel < size[0] ? 1 : 0)) };
      const fitting = encoder.fitting?.([small]);
      if (!fitting) return;
      expect(fitting.parameters).toEqual(encoder.parameters);
      expectFeeds(fitting.feeds([small, small]), fitting.inputs(2));
      const inputs = { inputs: fitting.inputs(1), feeds: fitting.feeds([small]) };
      const [less, all] = [await runEager({ ...given([small]), ...inputs }, fitting.embed), await embed([small])];
      expect(less.shape).toEqual(all.shape);
      all.data.forEach((value, index) => expect(less.data[index]).toBeCloseTo(value, 3));
    });

    it('embeds volumes the same where they share rows', async () => {
      const sharing = encoder.sharing?.();
      if (!sharing) return;
      expect(sharing.parameters).toEqual(encoder.parameters);
      expectFeeds(sharing.feeds(volumes, createRandom(1)), sharing.inputs(volumes.length));
      const inputs = { inputs: sharing.inputs(volumes.length), feeds: sharing.feeds(volumes) };
      const shared = await runEager({ ...given(volumes), ...inputs }, sharing.embed);
      const apart = await embed(volumes);
      apart.data.forEach((value, index) => expect(shared.data[index]).toBeCloseTo(value, 3));
    });

    it('sees the voxels and the organ', async () => {
      const [volume] = volumes;
      const changed = await embed([volume, { ...volume, hu: volume.hu.map((hu) => 300 - hu) }]);
      expect(largestDifference(changed.data, encoder.width)).toBeGreaterThan(1e-4);
    });

    it('has a finite gradient for every parameter, and one that is not zero for most', async () => {
      const gradients = await gradientsEager(given(volumes.slice(0, 2)), encoder.embed);
      for (const [parameter, gradient] of Object.entries(gradients))
        expect(gradient.every(Number.isFinite), parameter).toBe(true);
      const moving = Object.values(gradients).filter((gradient) => gradient.some((value) => value !== 0));
      expect(moving.length / Object.keys(gradients).length).toBeGreaterThan(0.8);
    });

    it('shows its tokens, where it says so, each volume’s apart from the others', async () => {
      const { tokens } = encoder;
      if (!tokens) return;
      const [batch, alone] = await Promise.all(
        [given(volumes), given([volumes[1]])].map((one) =>
          runEager({ ...one, specs: tokens.parameters }, tokens.encode),
        ),
      );
      expect(batch.shape).toEqual([volumes.length, tokens.count, tokens.width]);
      const length = tokens.count * tokens.width;
      alone.data.forEach((value, index) => expect(batch.data[length + index]).toBeCloseTo(value, 3));
      expect(Math.max(...alone.data.map((value, index) => Math.abs(value - batch.data[index])))).toBeGreaterThan(1e-4);
    });

    it('can be pre-trained by masking, where it says so', async () => {
      const { masked } = encoder;
      if (!masked) return;
      const tokens = voxelCount(masked.grid);
      const visible = Math.max(1, Math.floor(tokens / 4));
      const order = volumes.map((_, index) =>
        Int32Array.from(createRandom(index).shuffle(Array.from({ length: tokens }, (_, token) => token))),
      );
      const inputs = masked.inputs(volumes.length, visible);
      const feeds = masked.feeds(volumes, order, visible);
      expectFeeds(feeds, inputs);
      const values = randomParameters(encoder.parameters);
      const encoded = await runEager({ specs: encoder.parameters, values, inputs, feeds }, masked.encodeVisible);
      expect(encoded.shape).toEqual([volumes.length, visible, masked.tokenWidth]);
      expect(encoded.data.every(Number.isFinite)).toBe(true);
      const targets = await runEager({ specs: {}, values: {}, inputs, feeds }, (_, tensors) => masked.targets(tensors));
      expect(targets.shape).toEqual([volumes.length, tokens - visible, masked.patchLength]);
      expect(
        targets.data.every((value) => value >= 0 && value <= 1),
        'targets are windowed voxels',
      ).toBe(true);
    });

    it('hides masked voxels from the encoder', async () => {
      const { masked } = encoder;
      if (!masked) return;
      const tokens = voxelCount(masked.grid);
      const order = [Int32Array.from({ length: tokens }, (_, token) => token)];
      const inputs = masked.inputs(1, 1);
      const values = randomParameters(encoder.parameters);
      const [volume] = volumes;
      // The last voxel lies in the last token, which is masked.
      const hu = volume.hu.slice();
      hu[hu.length - 1] += 500;
      const [before, after] = await Promise.all(
        [volume, { ...volume, hu }].map((subject) =>
          runEager(
            { specs: encoder.parameters, values, inputs, feeds: masked.feeds([subject], order, 1) },
            masked.encodeVisible,
          ),
        ),
      );
      expect(after.data).toEqual(before.data);
    });
  });
}

export function expectFeeds(feeds: Feeds, inputs: InputSpecs): void {
  expect(Object.keys(feeds).sort()).toEqual(Object.keys(inputs).sort());
  for (const [input, { shape, dtype }] of Object.entries(inputs)) {
    expect(feeds[input], input).toBeInstanceOf(dtype === 'int32' ? Int32Array : Float32Array);
    expect(feeds[input].length, input).toBe(shape.reduce((a, b) => a * b, 1));
  }
}

function largestDifference(pair: Float32Array, width: number): number {
  return Math.max(...Array.from({ length: width }, (_, index) => Math.abs(pair[index] - pair[width + index])));
}
