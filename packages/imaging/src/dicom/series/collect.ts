import { stat } from 'node:fs/promises';
import { isTotalFmError, looksLikeZip, throwIfAborted, type ErrorRecord, type Warn } from '@totalfm/core';
import { diskError } from '../../disk-error.ts';
import { imagingErrors } from '../../errors.ts';
import { truncated } from '../dicom-errors.ts';
import { fileSource, openSource } from '../source/byte-source.ts';
import { inOrder } from '../source/in-order.ts';
import { filesOfFolder } from '../source/list-sources.ts';
import { zipMembers, zipSource } from '../source/zip.ts';
import type { SeriesImage } from './candidates.ts';
import { imageFrames, scanPath, scanSource, type ScannedFile } from './scan-file.ts';

export interface CollectOptions {
  readonly signal?: AbortSignal;
  readonly warn?: Warn;
}

/** Tells how to scan each of the files that a path stands for: itself, those of a folder, or those of an archive. */
async function scansOf(
  path: string,
  signal?: AbortSignal,
): Promise<readonly (() => Promise<ScannedFile | undefined>)[]> {
  const found = await stat(path).catch((error: unknown) => {
    throw diskError(error, path);
  });
  if (found.isDirectory()) return (await filesOfFolder(path)).map((file) => () => scanPath(file, signal));
  const { head } = await openSource(path, 4);
  if (!looksLikeZip(head)) return [() => scanPath(path, signal)];
  const archive = await fileSource(path);
  const members = [...(await zipMembers(path))].sort((a, b) => (a.name < b.name ? -1 : 1));
  return members.map((member) => () => scanSource(zipSource(archive, member), signal));
}

/**
 * Scans the files of a path one after another: their headers, and nothing else. What is no DICOM file is passed over; what
 * is one and cannot be read comes as its error.
 */
export async function* scanFiles(path: string, signal?: AbortSignal): AsyncGenerator<ScannedFile | ErrorRecord> {
  const scans = await scansOf(path, signal);
  const results = inOrder(scans, async (scan) => {
    throwIfAborted(signal);
    return scan().catch((error: unknown) => recordOf(error));
  });
  for await (const result of results) if (result) yield result;
}

function recordOf(error: unknown): ErrorRecord {
  if (!isTotalFmError(error) || error.code === 'TFM_CANCELLED') throw error;
  return error.toJSON();
}

/** The images of a path, headers read. Throws `TFM_DICOM_FORMAT` where there are none, or the only file's own error. */
export async function collectImages(path: string, { signal, warn }: CollectOptions): Promise<readonly SeriesImage[]> {
  const images: SeriesImage[] = [];
  const failures: ErrorRecord[] = [];
  for await (const found of scanFiles(path, signal)) {
    if ('code' in found) failures.push(found);
    else {
      try {
        const frames = imageFrames(found);
        if (!frames && found.kind === 'ct') throw truncated(found.source.name, 'its header: it has no pixels');
        images.push({ kind: found.kind, facts: found.facts, frames: frames ?? [] });
      } catch (error) {
        failures.push(recordOf(error));
      }
    }
  }
  if (failures.length > 0 && !images.some(({ frames }) => frames.length > 0)) throw thrown(failures[0]);
  if (images.length === 0) throw noDicom(path);
  if (failures.length > 0) warn?.(skipped(path, failures));
  return images;
}

const thrown = ({ code, message, where, fix }: ErrorRecord) =>
  imagingErrors[code as keyof typeof imagingErrors & `TFM_${string}`]({ message, fix, ...where });

const noDicom = (file: string) =>
  imagingErrors.TFM_DICOM_FORMAT({
    file,
    message: `${file} is no DICOM file, and holds none.`,
    fix: 'Name a DICOM file, or a folder or zip archive of a series.',
  });

function skipped(file: string, failures: readonly ErrorRecord[]): ErrorRecord {
  return imagingErrors
    .TFM_DICOM_SKIPPED({
      file,
      message: `${failures.length} files of ${file} could not be read and were left out; the first: ${failures[0].message}`,
      fix: 'Copy or export these files again.',
    })
    .toJSON();
}
