import type { ErrorRecord, Volume } from '@totalfm/core';
import { imagingErrors } from '../../errors.ts';
import type { Frame } from '../series/frames.ts';

/** Voxels that are looked at: enough for shares of a percent. */
const LOOKED_AT = 200_000;

/**
 * What the headers make certain about values that are no HU: no slope and intercept although numbers are unsigned, stored
 * numbers that were HU already, negative HU cut off. What values alone suggest, `suspectCt` says.
 */
export function suspectRescale({ data }: Volume, frames: readonly Frame[], file: string): readonly ErrorRecord[] {
  const found: ErrorRecord[] = [];
  const say = (message: string) =>
    found.push(
      imagingErrors
        .TFM_DICOM_RESCALE({
          file,
          message,
          fix: 'Compare air (−1000 HU) and fat (−100 HU) in a viewer; export the series again from the original images.',
        })
        .toJSON(),
    );
  // `US`: unspecified, as converters write.
  const other = frames.find(({ rescaleType }) => !['', 'HU', 'US'].includes(rescaleType));
  if (other) say(`The values of ${file} are told to be ${other.rescaleType}, not HU.`);
  const bare = frames.filter(({ slope, intercept }) => slope === undefined && intercept === undefined);
  if (bare.length > 0 && bare[0].instance.format.signed === false)
    say(
      `${bare.length} of ${frames.length} slices of ${file} have no Rescale Slope and Intercept, and their stored values are unsigned: they cannot be HU, which are negative in air.`,
    );
  const intercept = frames[0].intercept ?? 0;
  const mayBeTwice = intercept <= -900 && frames.every(({ instance }) => instance.format.signed);
  const mayBeCut = bare.length === 0 && !hasNegative(data);
  // Nearly all scans have negative numbers, and say so at once: the rest is not worth a look.
  if (!mayBeTwice && !mayBeCut) return found;
  const { sampled, zero, twice, soft } = shares(data, intercept);
  if (mayBeTwice && twice > 0.02 && soft < 0.01)
    say(
      `${percent(twice)} of the voxels of ${file} lie near ${intercept - 1000} and ${percent(soft)} between −200 and 300, though stored values are signed: the intercept of ${intercept} was applied already when they were stored.`,
    );
  if (mayBeCut && sampled > 100 && zero > 0.2)
    say(
      `No voxel of ${file} is below 0 HU, and ${percent(zero)} are 0: negative HU were cut off when it was stored, air and fat are lost.`,
    );
  return found;
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

// An odd stride meets all columns of a slice.
const strideOf = (data: Volume['data']) => Math.floor(data.length / LOOKED_AT) | 1;

function hasNegative(data: Volume['data']): boolean {
  const stride = strideOf(data);
  for (let i = 0; i < data.length; i += stride) if (data[i] < 0) return true;
  return false;
}

function shares(data: Volume['data'], intercept: number) {
  let [sampled, zero, twice, soft] = [0, 0, 0, 0];
  const stride = strideOf(data);
  for (let i = 0; i < data.length; i += stride, sampled++) {
    const value = data[i];
    if (value === 0) zero++;
    if (Math.abs(value - (intercept - 1000)) < 100) twice++;
    if (value >= -200 && value <= 300) soft++;
  }
  return { sampled, zero: zero / sampled, twice: twice / sampled, soft: soft / sampled };
}
