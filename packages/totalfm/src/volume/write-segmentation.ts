import { nameStructures, structureCodeOf, totalSegmentatorNames } from '@totalfm/anatomy';
import { writeFileWhole, type ReadVolumeOptions, type VolumeFiles } from '@totalfm/core';
import { encodeSegmentation, readReferenceSeries, wholeLabels } from '@totalfm/imaging';
import type { CommandResult } from '../console/command.ts';
import { warnUnnamed } from './structure-stats.ts';

/** Writes a label map as a DICOM segmentation of a series, its structures coded where SNOMED CT has them. */
export async function writeSegmentation(
  files: VolumeFiles,
  { input, output, reference }: { readonly input: string; readonly output: string; readonly reference: string },
  { signal, warn, frame }: ReadVolumeOptions,
): Promise<CommandResult> {
  const { volume, names, codes } = await files.labelMap(input, { signal, warn, frame });
  if (!names) warnUnnamed(input, warn);
  const series = await readReferenceSeries(reference, { signal, warn });
  const named = names ? nameStructures({ names, codes }) : totalSegmentatorNames;
  const labels = { volume: wholeLabels(volume), names: named, ...(codes && { codes }) };
  const bytes = encodeSegmentation(labels, series, { codeOf: structureCodeOf });
  await writeFileWhole(output, bytes);
  return {
    json: { output, series: series.series, bytes: bytes.length },
    text: `${output}: a segmentation of the series ${series.series}, ${bytes.length} bytes`,
  };
}
