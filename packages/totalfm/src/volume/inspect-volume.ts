import type { ErrorRecord, ReadVolumeOptions, Volume, VolumeFiles } from '@totalfm/core';
import { suspectCt } from '@totalfm/imaging';
import { appErrors } from '../errors.ts';

/** What a CT holds, as `inspect --json` prints it. Geometry in LPS millimetres. */
export interface InspectedVolume {
  readonly size: readonly number[];
  readonly spacing: readonly number[];
  readonly origin: readonly number[];
  /** 3 × 3, row-major; column a is the unit vector of axis a. */
  readonly direction: readonly number[];
  readonly hu: { readonly min: number; readonly max: number; readonly mean: number; readonly std: number };
  readonly warnings: readonly ErrorRecord[];
}

export async function inspectVolume(
  files: VolumeFiles,
  path: string,
  options: Pick<ReadVolumeOptions, 'signal' | 'frame'>,
): Promise<{ readonly volume: Volume; readonly facts: InspectedVolume }> {
  const warnings: ErrorRecord[] = [];
  const volume = await files.open(path, { ...options, warn: (warning) => void warnings.push(warning) });
  const { size, spacing, origin, direction } = volume;
  const fix = 'Look at the scan, and at where the file comes from.';
  const suspicions = suspectCt(volume).map(({ message }) => appErrors.TFM_VOLUME_SUSPECT({ file: path, message, fix }));
  return {
    volume,
    facts: {
      ...{ size, spacing, origin, direction },
      hu: statisticsOf(volume.data),
      warnings: [...warnings, ...suspicions.map((suspicion) => suspicion.toJSON())],
    },
  };
}

/** Over all values that are numbers; the deviation is of the population. */
function statisticsOf(data: Volume['data']): InspectedVolume['hu'] {
  let [min, max, sum, count] = [Infinity, -Infinity, 0, 0];
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    if (!(Math.abs(value) < Infinity)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    count++;
  }
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < data.length; i++) if (Math.abs(data[i]) < Infinity) squares += (data[i] - mean) ** 2;
  return { min, max, mean, std: Math.sqrt(squares / count) };
}
