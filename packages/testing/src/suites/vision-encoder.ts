import { createRandom, type Anatomy, type OrganVolume, type Triple, type VisionEncoder } from '@totalfm/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { gradientsEager, randomParameters, runEager } from '../eager.ts';
import { testAnatomy } from '../fixtures/organs.ts';
import { testPairs } from '../fixtures/pairs.ts';
import { describeMaskedVision } from './masked-vision.ts';
import { expectClose, expectFeeds } from './program-values.ts';

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

    /** That another form of the encoder gives the same vectors, and the same tokens where these are shown. */
    const expectSame = async (other: VisionEncoder, batch: readonly OrganVolume[]) => {
      expect(other.parameters).toEqual(encoder.parameters);
      const inputs = { inputs: other.inputs(batch.length), feeds: other.feeds(batch) };
      expectClose(await runEager({ ...given(batch), ...inputs }, other.embed), await embed(batch));
      if (!encoder.tokens) return;
      expect(other.tokens).toMatchObject({ count: encoder.tokens.count, width: encoder.tokens.width });
      const show = other.tokens?.encode as typeof other.embed;
      expectClose(
        await runEager({ ...given(batch), ...inputs }, show),
        await runEager(given(batch), encoder.tokens.encode),
      );
    };

    it('measures values of its own parameters, the same of the same volumes, where it measures any', async () => {
      if (!encoder.measured) return;
      const measure = async () => {
        const stream = async function* () {
          yield* volumes;
        };
        return encoder.measured!(stream());
      };
      const values = await measure();
      for (const [name, data] of Object.entries(values)) {
        expect(encoder.parameters).toHaveProperty([name]);
        expect(data).toHaveLength(encoder.parameters[name].shape.reduce((product, edge) => product * edge, 1));
        expect(data.every(Number.isFinite)).toBe(true);
      }
      expect(await measure()).toEqual(values);
    });

    it('embeds a small organ the same with less room', async () => {
      const [volume] = volumes;
      const small = { ...volume, mask: Uint8Array.from(volume.hu, (_, voxel) => (voxel < size[0] ? 1 : 0)) };
      const fitting = encoder.fitting?.([small]);
      if (!fitting) return;
      expectFeeds(fitting.feeds([small, small]), fitting.inputs(2));
      await expectSame(fitting, [small]);
    });

    it('embeds volumes the same where they share rows', async () => {
      const sharing = encoder.sharing?.();
      if (!sharing) return;
      expectFeeds(sharing.feeds(volumes, createRandom(1)), sharing.inputs(volumes.length));
      await expectSame(sharing, volumes);
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

    describeMaskedVision(() => ({ encoder, volumes }));
  });
}

function largestDifference(pair: Float32Array, width: number): number {
  return Math.max(...Array.from({ length: width }, (_, index) => Math.abs(pair[index] - pair[width + index])));
}
