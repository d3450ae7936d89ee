import { stat } from 'node:fs/promises';
import { writeFileWhole, type LabelMap, type ReadVolumeOptions, type Volume, type VolumeFiles } from '@totalfm/core';
import { labelsOnGrid } from '@totalfm/imaging';
import { threePlanesPng } from '@totalfm/run-report';
import type { CommandResult } from '../console/command.ts';
import { interruptible } from '../console/interruption.ts';
import { recordText } from '../console/error-text.ts';
import { warn } from '../console/warn.ts';
import { frameOption } from '../volume/frame-option.ts';
import { histogram } from '../volume/histogram.ts';
import { inspectVolume, type InspectedVolume } from '../volume/inspect-volume.ts';
import { maskQuality } from '../volume/mask-quality.ts';
import { namedLabels } from '../volume/named-labels.ts';
import { openVolumeFiles } from '../volume/open-files.ts';

interface Options {
  readonly frame?: string;
  readonly picture?: string;
  readonly segmentation?: string;
}

/** What a CT holds; undefined for a path that is no file, nor a folder that a reader knows. */
export async function inspectCt(path: string, options: Options): Promise<CommandResult | undefined> {
  const files = await openVolumeFiles();
  const found = await stat(path).catch(() => undefined);
  if (!found || (found.isDirectory() && !(await files.readerOf(path)))) return undefined;
  const reading = { signal: interruptible(() => {}), ...frameOption(options.frame) };
  const { volume, facts } = await inspectVolume(files, path, reading);
  const labels = options.segmentation && (await labelsOf(files, options.segmentation, volume, reading));
  if (options.picture !== undefined)
    await writeFileWhole(options.picture, threePlanesPng({ ct: volume, ...(labels && { labels: labels.volume }) }));
  const text = textOf(path, volume, facts, options.picture);
  if (!labels) return { json: facts, text };
  const { structures, doubts, text: masks } = maskQuality(volume, labels);
  return { json: { ...facts, structures, doubts }, text: `${text}\n\n${masks}` };
}

/** A label map on the grid of the CT. */
async function labelsOf(
  files: VolumeFiles,
  path: string,
  ct: Volume,
  { signal }: Pick<ReadVolumeOptions, 'signal'>,
): Promise<LabelMap> {
  const { volume, ...named } = await namedLabels(files, path, { signal, warn });
  return { ...named, volume: labelsOnGrid(volume, ct).volume };
}

function textOf(path: string, volume: Volume, { hu, warnings }: InspectedVolume, picture?: string): string {
  const mm = (values: readonly number[]) => values.map((value) => Number(value.toFixed(3))).join(' × ');
  const { size, spacing, origin, direction } = volume;
  const rows = [0, 3, 6].map(
    (row) =>
      `[${direction
        .slice(row, row + 3)
        .map((c) => c.toFixed(3))
        .join(', ')}]`,
  );
  return [
    path,
    `size       ${size.join(' × ')} voxels`,
    `spacing    ${mm(spacing)} mm`,
    `origin     (${origin.map((value) => value.toFixed(2)).join(', ')}) mm, LPS`,
    `direction  ${rows.join(' ')}`,
    `HU         ${hu.min} … ${hu.max}, mean ${hu.mean.toFixed(1)}, standard deviation ${hu.std.toFixed(1)}`,
    '',
    histogram(volume),
    ...warnings.map((warning) => recordText('warning', warning)),
    ...(picture === undefined ? [] : [`picture: ${picture}`]),
  ].join('\n');
}
