import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfAborted, writeFileWhole, type Volume } from '@totalfm/core';
import { tags } from '../parse/tags.ts';
import { sliceFile } from '../test-support/ct-series.ts';

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

/** A UID below 2.25, which needs no registration, from a text (PS3.5, B.2). */
export function uidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  return `2.25.${BigInt(`0x${bytes.toString('hex')}`)}`;
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
    const bytes = sliceFile(ct, k, {
      also: {
        [tags.SOPInstanceUID]: ['UI', uidOf(`${study}/${series}/image/${k}`)],
        [tags.StudyInstanceUID]: ['UI', uidOf(study)],
        [tags.SeriesInstanceUID]: ['UI', uidOf(`${study}/${series}/series`)],
        [tags.PatientID]: ['LO', patientId],
        [tags.AccessionNumber]: ['SH', accessionNumber],
        [tags.SeriesDescription]: ['LO', description],
        [tags.InstanceNumber]: ['IS', String(k + 1)],
      },
    });
    await writeFileWhole(join(dir, `${String(k + 1).padStart(4, '0')}.dcm`), bytes);
  }
}
