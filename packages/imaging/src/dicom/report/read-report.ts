import { isTotalFmError } from '@totalfm/core';
import { imagingErrors } from '../../errors.ts';
import { parseError } from '../dicom-errors.ts';
import { kindWords } from '../series/image-kind.ts';
import type { InstanceFacts } from '../series/instance.ts';
import { scanPath } from '../series/scan-file.ts';
import { contentText } from './content-text.ts';

/** A structured report as plain text, and whose it is. */
export interface DicomReport {
  readonly text: string;
  readonly facts: Pick<InstanceFacts, 'study' | 'series' | 'patientId' | 'accessionNumber' | 'studyDate'>;
}

/**
 * Reads a DICOM structured report (basic text, enhanced, comprehensive) as plain text with headings. Throws
 * `TFM_FILE_MISSING`, `TFM_DICOM_FORMAT`, `TFM_DICOM_CORRUPT`, `TFM_DICOM_TRUNCATED`, `TFM_DICOM_SYNTAX`; no message
 * holds report text.
 */
export async function readDicomReport(path: string, signal?: AbortSignal): Promise<DicomReport> {
  const scanned = await scanPath(path, signal);
  if (scanned?.kind !== 'report') {
    throw imagingErrors.TFM_DICOM_FORMAT({
      file: path,
      message: `${path} is no structured report, but ${scanned ? kindWords[scanned.kind] : 'no DICOM file'}.`,
      fix: 'Name a DICOM file of modality SR that holds a text report.',
    });
  }
  const { study, series, patientId, accessionNumber, studyDate } = scanned.facts;
  try {
    return { text: contentText(scanned.head.set), facts: { study, series, patientId, accessionNumber, studyDate } };
  } catch (error) {
    if (isTotalFmError(error)) throw error;
    throw parseError(error, scanned.source);
  }
}
