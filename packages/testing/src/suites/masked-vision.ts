import {
  createRandom,
  type MaskedVision,
  type Masking,
  type OrganVolume,
  type Random,
  type VisionEncoder,
} from '@totalfm/core';
import { expect, it } from 'vitest';
import { gradientsEager, randomParameters, runEager } from '../eager.ts';
import { expectClose, expectFeeds } from './program-values.ts';

const RATIO = 0.5;

/** Checks what masked pretraining needs of a vision encoder, where it shows that. */
export function describeMaskedVision(
  subject: () => { readonly encoder: VisionEncoder; readonly volumes: readonly OrganVolume[] },
): void {
  const itMasks = (name: string, check: (masked: MaskedVision, volumes: readonly OrganVolume[]) => Promise<void>) =>
    it(name, async () => {
      const { encoder, volumes } = subject();
      if (encoder.masked) await check(encoder.masked, volumes);
    });

  itMasks('can be pre-trained by masking, where it says so', async (masked, volumes) => {
    const masking = masked.masking(RATIO);
    const { visible, masked: hidden } = masking;
    const feeds = masking.feeds(volumes, createRandom(1));
    expectFeeds(feeds, masking.inputs(volumes.length));
    expect(masking.feeds(volumes, createRandom(1))).toEqual(feeds);
    const { encoded, targets, places, present } = await maskedValues(masked, masking, volumes, createRandom(1));
    const batch = volumes.length;
    expect(encoded.shape).toEqual([batch, visible, masked.tokenWidth]);
    expect(targets.shape).toEqual([batch, hidden, masked.patchLength]);
    expect(places.shape).toEqual([batch, visible + hidden, masked.placeLength]);
    expect(present.shape).toEqual([batch, visible + hidden]);
    expect([...encoded.data, ...places.data].every(Number.isFinite)).toBe(true);
    expect(
      targets.data.every((value) => value >= 0 && value <= 1),
      'targets are windowed voxels',
    ).toBe(true);
    expect([0, 1], 'a token is there or not').toEqual(expect.arrayContaining([...new Set(present.data)]));
    volumes.forEach((_, volume) => {
      const own = present.data.subarray(volume * (visible + hidden), (volume + 1) * (visible + hidden));
      expect(own.subarray(0, visible), 'each volume has a visible token').toContain(1);
      expect(own.subarray(visible), 'each volume has a masked token').toContain(1);
    });
    expect(masked.masking(1e-6).masked, 'a share of nothing').toBe(0);
  });

  itMasks('masks one volume after the other, each apart from the others', async (masked, volumes) => {
    const masking = masked.masking(RATIO);
    const together = await maskedValues(masked, masking, volumes, createRandom(2));
    const random = createRandom(2);
    for (const [index, volume] of volumes.entries()) {
      const alone = await maskedValues(masked, masking, [volume], random);
      for (const name of ['encoded', 'targets', 'places', 'present'] as const) {
        const { shape, data } = alone[name];
        expectClose(
          { shape, data: together[name].data.slice(index * data.length, (index + 1) * data.length) },
          alone[name],
        );
      }
    }
  });

  itMasks('trains the parameters that it names, which are the encoder’s', async (masked, volumes) => {
    expect(subject().encoder.parameters).toMatchObject(masked.parameters);
    const masking = masked.masking(RATIO);
    const gradients = await gradientsEager(
      givenMasked(masked, masking, volumes, createRandom(3)),
      masking.encodeVisible,
    );
    for (const [parameter, gradient] of Object.entries(gradients)) {
      expect(gradient.every(Number.isFinite), parameter).toBe(true);
      expect(
        gradient.some((value) => value !== 0),
        `${parameter} is reached`,
      ).toBe(true);
    }
  });

  itMasks('hides masked voxels from the encoder, but for what sums up a volume', async (masked, [volume]) => {
    const masking = masked.masking(RATIO);
    const look = (hu: Int16Array) => maskedValues(masked, masking, [{ ...volume, hu }], createRandom(4));
    const before = await look(volume.hu);
    // Exchanged among themselves, voxels beside the organ change no sum.
    const beside = createRandom(5)
      .shuffle([...volume.hu.keys()].filter((voxel) => !volume.mask?.[voxel]))
      .slice(0, 48);
    const hidden: number[] = [];
    for (const voxel of beside) {
      const { targets } = await look(volume.hu.map((hu, at) => (at === voxel ? hu + 150 : hu)));
      if (targets.data.some((value, index) => value !== before.targets.data[index])) hidden.push(voxel);
    }
    const seen = beside.filter((voxel) => !hidden.includes(voxel));
    expect(hidden.length).toBeGreaterThan(1);
    expect((await look(exchanged(volume.hu, hidden))).encoded).toEqual(before.encoded);
    expect((await look(exchanged(volume.hu, seen))).encoded).not.toEqual(before.encoded);
  });

  itMasks('embeds whole volumes by what pretraining trains', async ({ whole, parameters, tokenWidth }, volumes) => {
    expect(whole.parameters).toEqual(parameters);
    const fitted = whole.fitting?.(volumes) ?? whole;
    const embed = (batch: readonly OrganVolume[]) => {
      const inputs = { inputs: fitted.inputs(batch.length), feeds: fitted.feeds(batch) };
      return runEager({ specs: parameters, values: randomParameters(parameters), ...inputs }, fitted.embed);
    };
    const [together, alone] = [await embed(volumes), await embed([volumes[1]])];
    expect(together.shape).toEqual([volumes.length, 2 * tokenWidth]);
    expectClose({ shape: alone.shape, data: together.data.slice(2 * tokenWidth, 4 * tokenWidth) }, alone);
    for (let at = 0; at < tokenWidth; at++)
      expect(alone.data[tokenWidth + at], 'a maximum is not below its mean').toBeGreaterThan(alone.data[at] - 1e-4);
  });
}

const givenMasked = (
  { parameters }: MaskedVision,
  masking: Masking,
  volumes: readonly OrganVolume[],
  random: Random,
) => ({
  specs: parameters,
  values: randomParameters(parameters),
  inputs: masking.inputs(volumes.length),
  feeds: masking.feeds(volumes, random),
});

/** All that a masking gives of some volumes. */
async function maskedValues(masked: MaskedVision, masking: Masking, volumes: readonly OrganVolume[], random: Random) {
  const given = givenMasked(masked, masking, volumes, random);
  const [encoded, targets, places, present] = await Promise.all(
    [
      masking.encodeVisible,
      ...[masking.targets, masking.places, masking.present].map(
        (of): Masking['encodeVisible'] =>
          (_, inputs) =>
            of(inputs),
      ),
    ].map((program) => runEager(given, program)),
  );
  return { encoded, targets, places, present };
}

/** The values of some voxels in reverse order. */
function exchanged(hu: Int16Array, voxels: readonly number[]): Int16Array {
  const after = hu.slice();
  voxels.forEach((voxel, index) => (after[voxel] = hu[voxels[voxels.length - 1 - index]]));
  return after;
}
