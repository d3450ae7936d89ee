import type { Volume, VoxelArray, Warn } from '@totalfm/core';
import { ctRateErrors } from './errors.ts';

/** HU = slope · stored + intercept. */
export interface Rescale {
  readonly slope: number;
  readonly intercept: number;
}

export interface Stored {
  readonly file: string;
  /** Its folder says that it is in HU. */
  readonly fixed: boolean;
  /** What the table says; undefined where it has no row. */
  readonly rescale?: Rescale;
}

/**
 * A volume in HU: slope and intercept of the table are applied once, to stored values only. Files of a `*_fixed` folder are in
 * HU. Where the values say otherwise they are believed, and `warn` is told. Throws `TFM_CT_RATE_RESCALE` where stored values
 * have no row.
 */
export function toHounsfield(volume: Volume, stored: Stored, warn?: Warn): Volume {
  const { file, fixed, rescale } = stored;
  if (rescale?.slope === 1 && rescale.intercept === 0) return volume;
  const asIs = sharesOf(volume.data);
  const scaled = rescale && sharesOf(volume.data, rescale);
  const inHu = scaled ? isClearly(asIs, scaled) : likeness(asIs) > 0.01;
  const isStored = scaled !== undefined && isClearly(scaled, asIs);
  const told = (what: string) =>
    warn?.(
      ctRateErrors
        .TFM_CT_RATE_HU({
          file,
          message: `${what} As they are, ${shown(asIs)}${scaled ? `; with slope ${rescale.slope} and intercept ${rescale.intercept}, ${shown(scaled)}` : ''}.`,
          fix: 'Look at the scan in a viewer; if it is not in HU then, report it, and leave it out.',
        })
        .toJSON(),
    );
  if (fixed) {
    if (!isStored) return volume;
    told('The file is of a fixed folder, but its values are not in HU: slope and intercept were applied.');
    return rescaled(volume, rescale as Rescale);
  }
  if (inHu) {
    told('The values are in HU already: slope and intercept were not applied.');
    return volume;
  }
  if (rescale) return rescaled(volume, rescale);
  throw ctRateErrors.TFM_CT_RATE_RESCALE({
    file,
    message: `${file} holds stored values (${shown(asIs)}), and the metadata has no slope and intercept of it.`,
    fix: 'Add its row to `metadata/train_metadata.csv` (`validation_metadata.csv`), or take the files of `train_fixed`.',
  });
}

/** Shares of voxels that would be air or lung, and soft tissue, if the values were HU. */
interface Shares {
  readonly air: number;
  readonly soft: number;
}

/** A scan in HU has much of both, and stored values of at most one of them. */
const likeness = ({ air, soft }: Shares) => Math.min(air, soft);

const isClearly = (one: Shares, other: Shares) => likeness(one) > 0.01 && likeness(one) > 4 * likeness(other);

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

const shown = ({ air, soft }: Shares) =>
  `${percent(air)} of the voxels lie in −1100 … −700 and ${percent(soft)} in −200 … 300`;

/** Voxels that are looked at, evenly over the scan. */
const SAMPLE = 2_000_000;

function sharesOf(data: VoxelArray, { slope, intercept }: Rescale = { slope: 1, intercept: 0 }): Shares {
  // An odd step never stays in one column of a grid of even width.
  const step = Math.floor(data.length / SAMPLE) | 1;
  let [air, soft, count] = [0, 0, 0];
  for (let voxel = 0; voxel < data.length; voxel += step, count++) {
    const hu = data[voxel] * slope + intercept;
    if (hu >= -1100 && hu <= -700) air++;
    else if (hu >= -200 && hu <= 300) soft++;
  }
  return { air: air / count, soft: soft / count };
}

function rescaled(volume: Volume, { slope, intercept }: Rescale): Volume {
  const { data } = volume;
  let [low, high] = [Infinity, -Infinity];
  for (let voxel = 0; voxel < data.length; voxel++) {
    const hu = data[voxel] * slope + intercept;
    if (hu < low) low = hu;
    if (hu > high) high = hu;
  }
  const whole = Number.isInteger(slope) && Number.isInteger(intercept) && !(data instanceof Float32Array);
  const fits = whole && !(data instanceof Float64Array) && low >= -32768 && high <= 32767;
  const hu = fits ? new Int16Array(data.length) : new Float32Array(data.length);
  for (let voxel = 0; voxel < data.length; voxel++) hu[voxel] = data[voxel] * slope + intercept;
  return { ...volume, data: hu };
}
