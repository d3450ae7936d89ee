import { opendir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isTotalFmError, looksLikeZip, throwIfAborted, type Warn } from '@totalfm/core';
import { diskError } from '../../disk-error.ts';
import { zipMembers, zipSource } from '../source/zip.ts';
import { fileSource, openSource } from '../source/byte-source.ts';
import { inOrder } from '../source/in-order.ts';
import { looksLikeDicom } from '../parse/part10.ts';
import { HEAD_BYTES, readHead } from '../parse/read-head.ts';
import { imageKindOf } from '../series/image-kind.ts';
import { factsOfHead } from '../series/instance.ts';
import { scanSource, type ScannedFile } from '../series/scan-file.ts';
import { studyGatherer, type DicomStudy } from './studies.ts';

export interface ScanTreeOptions {
  readonly signal?: AbortSignal;
  /** Told of each file that is DICOM and cannot be read. */
  readonly warn?: Warn;
}

type Scanned = Pick<ScannedFile, 'facts' | 'kind' | 'source'>;

/**
 * The studies of a tree of DICOM files and zip archives, whatever its folders mean, by headers alone: the first 64 KB of
 * each file. A study is given as soon as the entry of `root` that holds it (a patient's folder, an archive) has been gone
 * through, so that memory does not grow with the tree; one that is spread over several entries comes once for each. What is
 * no DICOM file is passed over. Throws `TFM_FILE_MISSING` for a root that is not there, and `TFM_CANCELLED`.
 */
export async function* scanDicomTree(root: string, options: ScanTreeOptions = {}): AsyncGenerator<DicomStudy> {
  throwIfAborted(options.signal);
  const entries = await readdir(root, { withFileTypes: true }).catch((error: unknown) => {
    throw diskError(error, root);
  });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const files = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  // A lone folder is only one more level of the root.
  if (folders.length === 1 && files.length === 0) return yield* scanDicomTree(join(root, folders[0]), options);
  yield* studiesOf(
    files.sort().map((name) => join(root, name)),
    options,
  );
  for (const name of folders.sort()) yield* studiesOf(filesBelow(join(root, name)), options);
}

async function* studiesOf(
  files: Iterable<string> | AsyncIterable<string>,
  options: ScanTreeOptions,
): AsyncGenerator<DicomStudy> {
  const gatherer = studyGatherer();
  for await (const scanned of inOrder(files, (file) => scanEntry(file, options))) {
    throwIfAborted(options.signal);
    for (const one of scanned) gatherer.add(one);
  }
  yield* gatherer.studies();
}

/** Files below a folder, one folder at a time. */
async function* filesBelow(dir: string): AsyncGenerator<string> {
  const folders: string[] = [];
  const files: string[] = [];
  try {
    for await (const entry of await opendir(dir)) {
      if (entry.name.startsWith('.')) continue;
      (entry.isDirectory() ? folders : files).push(join(dir, entry.name));
    }
  } catch (error) {
    throw diskError(error, dir);
  }
  yield* files.sort();
  for (const folder of folders.sort()) yield* filesBelow(folder);
}

/** The DICOM headers of a file, or of the members of an archive: none of anything else. */
async function scanEntry(path: string, { signal, warn }: ScanTreeOptions): Promise<readonly Scanned[]> {
  throwIfAborted(signal);
  try {
    const { source, head } = await openSource(path, HEAD_BYTES);
    if (looksLikeZip(head)) return await scanArchive(path, { signal, warn });
    if (!looksLikeDicom(head)) return [];
    const facts = factsOfHead(await readHead(source, { signal, first: head }));
    return [{ source, facts, kind: imageKindOf(facts) }];
  } catch (error) {
    return warned(error, warn);
  }
}

async function scanArchive(path: string, { signal, warn }: ScanTreeOptions): Promise<readonly Scanned[]> {
  const archive = await fileSource(path);
  const found: Scanned[] = [];
  for (const member of await zipMembers(path)) {
    throwIfAborted(signal);
    try {
      const scanned = await scanSource(zipSource(archive, member), signal);
      if (scanned) found.push({ source: scanned.source, facts: scanned.facts, kind: scanned.kind });
    } catch (error) {
      warned(error, warn);
    }
  }
  return found;
}

function warned(error: unknown, warn: Warn | undefined): readonly [] {
  if (!isTotalFmError(error) || error.code === 'TFM_CANCELLED') throw error;
  warn?.(error.toJSON());
  return [];
}
