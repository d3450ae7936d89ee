import { structureCodeOf } from '@totalfm/anatomy';
import { writeFileWhole, type ReadVolumeOptions, type VolumeFiles } from '@totalfm/core';
import { encodeSegmentation, readReferenceSeries } from '@totalfm/imaging';
import type { CommandResult } from '../console/command.ts';
import { namedLabels } from './named-labels.ts';

/** Writes a label map as a DICOM segmentation of a series, its structures coded where SNOMED CT has them. */
export async function writeSegmentation(
  files: VolumeFiles,
  { input, output, reference }: { readonly input: string; readonly output: string; readonly reference: string },
  { signal, warn, frame }: ReadVolumeOptions,
): Promise<CommandResult> {
  const labels = await namedLabels(files, input, { signal, warn, frame });
  const series = await readReferenceSeries(reference, { signal, warn });
  const bytes = encodeSegmentation(labels, series, { codeOf: structureCodeOf });
  await writeFileWhole(output, bytes);
  return {
    json: { output, series: series.series, bytes: bytes.length },
    text: `${output}: a segmentation of the series ${series.series}, ${bytes.length} bytes`,
  };
}
