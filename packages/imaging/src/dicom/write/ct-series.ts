import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfAborted, writeFileWhole, type Volume } from '@totalfm/core';
import { tags } from '../parse/tags.ts';
import { ctImage, sliceBytes, sliceElements } from './ct-slice.ts';
import { uidOf } from './derived-uid.ts';
import { encodeElement, encodeElements } from './encode-elements.ts';
import { fileMeta } from './file-meta.ts';

/** Explicit VR little endian. */
const EXPLICIT = '1.2.840.10008.1.2.1';

/** Whose series it is: made-up patients have ids too. */
export interface SeriesIdentity {
  readonly patientId: string;
  readonly accessionNumber: string;
  /** What UIDs are derived from: the same text gives the same UIDs. */
  readonly study: string;
  readonly description?: string;
  /** Tells several series of a study apart. */
  readonly series?: string;
}

/**
 * Writes a CT as a folder of DICOM files, one a slice, explicit little endian, HU as they are (slope 1, intercept 0). Throws where
 * the folder cannot be written to.
 */
export async function writeDicomSeries(
  dir: string,
  ct: Volume,
  { patientId, accessionNumber, study, series = '', description = 'CT' }: SeriesIdentity,
  signal?: AbortSignal,
): Promise<void> {
  await mkdir(dir, { recursive: true });
  for (let k = 0; k < ct.size[2]; k++) {
    throwIfAborted(signal);
    const sopInstance = uidOf(study, series, `image ${k}`);
    const elements = sliceElements(ct, k, {
      [tags.SOPInstanceUID]: ['UI', sopInstance],
      [tags.StudyInstanceUID]: ['UI', uidOf(study)],
      [tags.SeriesInstanceUID]: ['UI', uidOf(study, series, 'series')],
      [tags.PatientID]: ['LO', patientId],
      [tags.AccessionNumber]: ['SH', accessionNumber],
      [tags.SeriesDescription]: ['LO', description],
      [tags.InstanceNumber]: ['IS', String(k + 1)],
    });
    const bytes = Buffer.concat([
      fileMeta({ sopClass: ctImage, sopInstance, syntax: EXPLICIT }),
      encodeElements(elements),
      encodeElement(tags.PixelData, 'OW', sliceBytes(ct, k)),
    ]);
    await writeFileWhole(join(dir, `${String(k + 1).padStart(4, '0')}.dcm`), bytes);
  }
}
