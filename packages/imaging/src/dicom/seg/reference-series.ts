import type { VolumeGeometry, Warn } from '@totalfm/core';
import { planVolume } from '../geometry/plan.ts';
import type { DataSet } from '../parse/data-set.ts';
import { readHead } from '../parse/read-head.ts';
import { pixelStorage, samePixelsBy } from '../pixels/pixel-storage.ts';
import { candidatesOf } from '../series/candidates.ts';
import { chooseSeries } from '../series/choose-series.ts';
import { collectImages } from '../series/collect.ts';

/** One image of a series. */
export interface ReferenceImage {
  readonly sopClass: string;
  readonly sopInstance: string;
  /** Its frame, from 1, where it has several. */
  readonly frame?: number;
}

/** The CT series that a segmentation belongs to. */
export interface ReferenceSeries {
  readonly geometry: VolumeGeometry;
  readonly study: string;
  readonly series: string;
  /** The image of each slice of the grid; undefined where none lies there. */
  readonly images: readonly (ReferenceImage | undefined)[];
  /** The header of one of its images: patient and study. */
  readonly head: DataSet;
}

export interface ReferenceOptions {
  readonly signal?: AbortSignal;
  readonly warn?: Warn;
  /** SeriesInstanceUID, where the folder holds several. */
  readonly series?: string;
}

const wish = { sliceThickness: 1.5, kernel: 'any', phases: [] } as const;

/** Reads the headers of a CT series: a folder, an archive or a file. Throws the errors of `VolumeReader.header`. */
export async function readReferenceSeries(path: string, options: ReferenceOptions = {}): Promise<ReferenceSeries> {
  const { signal, warn, series } = options;
  const images = await collectImages(path, { signal, warn });
  const chosen = chooseSeries(candidatesOf(images), { file: path, series, wish }, (warning) =>
    warn?.(warning.toJSON()),
  );
  const samePixels = samePixelsBy(pixelStorage());
  const plan = await planVolume(chosen.frames, { gaps: 'resample', longestGap: 10, samePixels, file: path });
  for (const warning of plan.warnings) warn?.(warning);
  const of = new Map(plan.slices.map(({ frame, place }) => [Math.round(place), frame]));
  const [first] = plan.slices;
  const { set } = await readHead(first.frame.instance.source, { signal });
  const { facts } = first.frame.instance;
  return {
    geometry: plan.geometry,
    study: facts.study,
    series: facts.series,
    images: Array.from({ length: plan.geometry.size[2] }, (_, k) => {
      const frame = plan.sheared ? undefined : of.get(k);
      return frame && imageOf(frame);
    }),
    head: set,
  };
}

type PlannedFrame = Awaited<ReturnType<typeof planVolume>>['slices'][number]['frame'];

const imageOf = ({ instance, index }: PlannedFrame): ReferenceImage => ({
  sopClass: instance.facts.sopClass,
  sopInstance: instance.facts.sopInstance,
  ...(instance.format.frames > 1 && { frame: index + 1 }),
});
