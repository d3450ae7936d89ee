import { access, mkdir } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import {
  filesBelow,
  isDiskFull,
  isTotalFmError,
  throwIfAborted,
  writeFileWhole,
  type ErrorRecord,
} from '@totalfm/core';
import { damaged } from '../dicom-errors.ts';
import { scanSource, type ScannedFile } from '../series/scan-file.ts';
import type { ByteSource } from '../source/byte-source.ts';
import { sourcesOfFile } from '../source/sources-of-file.ts';
import { ARCHIVE_HEAD, archiveKindOf } from './archive-kind.ts';
import { deidentifiedFile, identityOf, leftOut, refusalOf } from './deidentify-file.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** What became of a file, or of a member of a zip archive. */
export interface DeidentifiedFile {
  /** Below the folder that is read: `scan.dcm`, `exam.zip/IM1`. */
  readonly from: string;
  /**
   * `written`; `there`, from an earlier run; `refused`, because it may show who the patient is; `failed`, because it is
   * damaged; `other`, because it is no DICOM image, and was left out: with an error where that is a DICOMDIR, or an archive that
   * is not opened.
   */
  readonly outcome: 'written' | 'there' | 'refused' | 'failed' | 'other';
  /** Below the folder that is written to, of what is there now. */
  readonly to?: string;
  readonly error?: ErrorRecord;
}

export interface DeidentifyOptions {
  readonly pseudonyms: Pseudonyms;
  /** Takes pictures and images that say that annotations are burnt into them, too. Default: false. */
  readonly keepBurnedIn?: boolean;
  readonly signal?: AbortSignal;
}

/** More bytes than one buffer holds safely. */
const LONGEST = 2 ** 31 - 1;

/**
 * Copies the DICOM files below a folder, and those in its zip archives, to another without what identifies patients, as
 * `<patient>/<study>/<series>/<instance>.dcm` in pseudonyms, since names of files and folders identify, too. Each file is
 * written whole or not at all, one that is there already is not written again, and one that fails stops no other. Throws
 * `TFM_FILE_MISSING`, `TFM_DISK_FULL`, `TFM_NOT_WRITABLE`, `TFM_CANCELLED`.
 */
export async function* deidentifyTree(
  from: string,
  to: string,
  options: DeidentifyOptions,
): AsyncGenerator<DeidentifiedFile> {
  const own = resolve(to) + sep;
  for (const path of await filesBelow(from)) {
    throwIfAborted(options.signal);
    if (resolve(path).startsWith(own)) continue;
    try {
      for await (const source of sourcesOfFile(path, options.signal))
        yield await one(source, relative(from, source.name), to, options);
    } catch (error) {
      yield failed(relative(from, path), error);
    }
  }
}

/** Throws what is no fault of the file. */
function failed(from: string, error: unknown): DeidentifiedFile {
  if (!isTotalFmError(error) || stops(error)) throw error;
  return { from, outcome: 'failed', error: error.toJSON() };
}

async function one(
  source: ByteSource,
  from: string,
  to: string,
  options: DeidentifyOptions,
): Promise<DeidentifiedFile> {
  try {
    const found = await scanSource(source, options.signal);
    if (!found || found.kind === 'directory') {
      const error = await lossOf(source, found);
      return { from, outcome: 'other', ...(error && { error: error.toJSON() }) };
    }
    const refusal = refusalOf(found, options.keepBurnedIn ?? false);
    if (refusal) return { from, outcome: 'refused', error: refusal.toJSON() };
    const { patient, study, series, instance } = identityOf(found, options.pseudonyms);
    const name = join(patient, study, series, `${instance}.dcm`);
    if (await exists(join(to, name))) return { from, outcome: 'there', to: name };
    const bytes = await deidentifiedFile(found, await bytesOf(found), options.pseudonyms);
    await write(join(to, name), bytes);
    return { from, outcome: 'written', to: name };
  } catch (error) {
    return failed(from, error);
  }
}

/** What is to be said of a file that is no image: nothing where nobody will miss it. */
async function lossOf(source: ByteSource, found: ScannedFile | undefined) {
  if (found)
    return leftOut(
      source,
      'a DICOMDIR, which names patients, and files by names that they lose',
      'Nothing needs it; a viewer that does can make one for the new files (`dcmmkdir`, `gdcmgendir`).',
    );
  const kind = archiveKindOf(await source.read(0, ARCHIVE_HEAD));
  if (kind === undefined) return undefined;
  const where = source.name === source.file ? '' : ' within an archive';
  return leftOut(source, `a ${kind} archive${where}, which is not opened`, 'Unpack it if it holds DICOM images.');
}

const stops = (error: { readonly code: string }) =>
  isDiskFull(error) || error.code === 'TFM_CANCELLED' || error.code === 'TFM_NOT_WRITABLE';

async function bytesOf({ head: { source } }: ScannedFile): Promise<Buffer> {
  if (source.size > LONGEST) throw damaged(source.name, `it has ${source.size} bytes`);
  return source.read(0, source.size);
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

async function write(path: string, bytes: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFileWhole(path, bytes);
}
