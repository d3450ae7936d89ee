import {
  defineComponent,
  isTotalFmError,
  throwIfAborted,
  tokens,
  type ContrastPhase,
  type PathSample,
  type ReadVolumeOptions,
  type VolumeReader,
} from '@totalfm/core';
import { z } from 'zod';
import { planVolume, type VolumePlan } from './geometry/plan.ts';
import { labelObjectOf } from './label-map/label-object.ts';
import { pixelStorage, samePixelsBy } from './pixels/pixel-storage.ts';
import { readVolume } from './read-volume.ts';
import { recognizesDicom } from './recognize.ts';
import { candidatesOf } from './series/candidates.ts';
import { chooseSeries } from './series/choose-series.ts';
import { collectImages } from './series/collect.ts';

const identity = { id: 'dicom', version: '2' } as const;

/** How a series is chosen among several, and which gaps are mended. */
export const dicomOptions = z.strictObject({
  sliceThickness: z
    .number()
    .positive()
    .default(1.5)
    .describe(
      'Wished thickness of slices in mm, where a folder holds several series: up to twice as thick will do, the nearest is best.',
    ),
  kernel: z
    .enum(['soft', 'sharp', 'any'])
    .default('soft')
    .describe('Wished reconstruction kernel, where a folder holds several series.'),
  phases: z
    .array(z.enum(['portal-venous', 'nephrographic', 'contrast', 'arterial', 'delayed', 'non-contrast']))
    .default(['portal-venous', 'nephrographic', 'contrast', 'arterial', 'delayed', 'non-contrast'])
    .describe('Phases of contrast medium, best first, where a folder holds several series.'),
  gaps: z
    .enum(['resample', 'refuse'])
    .default('resample')
    .describe('Slices that are missing or unevenly spaced: interpolate an even grid, or refuse the series.'),
  longestGap: z
    .number()
    .positive()
    .default(10)
    .describe('A gap in mm between slices that is too wide to be interpolated.'),
});

export type DicomOptions = z.infer<typeof dicomOptions>;

/**
 * Reads CT series of DICOM files: a folder, a zip archive, or one file (a multi-frame image, a slice). Label maps are
 * segmentations (SEG) and structure sets (RTSTRUCT).
 */
export function createDicomReader(options: DicomOptions = dicomOptions.parse({})): VolumeReader {
  const read = async (path: string, reading: ReadVolumeOptions = {}) => {
    const plan = await planOf(path, options, reading);
    const volume = await readVolume(plan, { file: path, signal: reading.signal, warn: reading.warn });
    return { ...volume, ...(plan.phase && { phase: plan.phase }) };
  };
  return {
    ...identity,
    format: 'DICOM CT series (folder, zip archive or file)',
    extensions: ['.dicom', '.dcm', '.ima', '.zip'],
    recognizes: (sample: PathSample, signal?: AbortSignal) => recognizesDicom(sample, signal),
    read,
    header: async (path, reading = {}) => (await planOf(path, options, reading)).geometry,
    async readLabelMap(path, reading = {}) {
      const labels = await labelObjectOf(path, reading);
      return labels ? labels.read(reading) : { volume: await read(path, reading) };
    },
    async files(path, signal) {
      try {
        const { slices } = await planOf(path, options, { signal, frame: undefined });
        return [...new Set(slices.map(({ frame }) => frame.instance.source.file))].sort();
      } catch (error) {
        const labels = isNoCt(error) ? await labelObjectOf(path, { signal }) : undefined;
        if (!labels) throw error;
        return labels.files(signal);
      }
    },
  };
}

const isNoCt = (error: unknown) => isTotalFmError(error) && error.code === 'TFM_DICOM_NOT_CT';

interface SeriesPlan extends VolumePlan {
  /** As the series' tags have it. */
  readonly phase?: ContrastPhase;
}

/** How the volume of a path is made: its headers read, its series chosen, its slices in order. */
async function planOf(path: string, options: DicomOptions, reading: ReadVolumeOptions): Promise<SeriesPlan> {
  const { signal, warn, frame, series } = reading;
  throwIfAborted(signal);
  const images = await collectImages(path, { signal, warn });
  const wish = { sliceThickness: options.sliceThickness, kernel: options.kernel, phases: options.phases };
  const chosen = chooseSeries(candidatesOf(images), { file: path, series, wish }, (warning) =>
    warn?.(warning.toJSON()),
  );
  const { gaps, longestGap } = options;
  const samePixels = samePixelsBy(pixelStorage());
  const plan = await planVolume(chosen.frames, { gaps, longestGap, frame, samePixels, file: path });
  for (const warning of plan.warnings) warn?.(warning);
  return { ...plan, phase: chosen.phase };
}

export const dicomReader = defineComponent({
  provides: tokens.VolumeReader,
  ...identity,
  description: 'CT series of DICOM files: a folder, a zip archive, or one file; and segmentations as label maps.',
  // No experiment names a reader; who wants other rules makes one with options of its own.
  options: z.strictObject({}),
  create: () => createDicomReader(),
});
