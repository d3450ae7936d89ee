import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { throwIfAborted } from '@totalfm/core';
import { damaged, parseError } from '../dicom-errors.ts';
import { memorySource, type ByteSource } from '../source/byte-source.ts';
import { NeedsMoreBytes } from './damage.ts';
import type { DataSet } from './data-set.ts';
import type { DicomElement } from './elements.ts';
import { readDataSet, readFileMeta } from './part10.ts';
import type { TransferSyntax } from './transfer-syntaxes.ts';

/** All of a file but its pixel data. */
export interface DicomHead {
  /** What `pixels` is a place in: the file, or the bytes that it inflates to. */
  readonly source: ByteSource;
  readonly syntax: TransferSyntax;
  readonly set: DataSet;
  /** Where the pixel data lie; absent from a document, a structure set, a directory. */
  readonly pixels?: DicomElement;
}

/** Bytes that nearly every header of a single slice fits into. */
export const HEAD_BYTES = 64 * 1024;
/** Headers of multi-frame files are long, but not so. */
const LONGEST = 1 << 28;
/** Bytes that a deflated file may grow to. */
const INFLATED_LIMIT = 1 << 30;
const inflated = promisify(inflateRaw);

/**
 * Reads the elements before the pixel data, and only as many bytes as that takes; `first` are the file's first 64 KB,
 * where they are known already. Throws `TFM_FILE_MISSING`,
 * `TFM_DICOM_CORRUPT`, `TFM_DICOM_TRUNCATED`, `TFM_DICOM_SYNTAX`.
 */
export async function readHead(
  source: ByteSource,
  { signal, first }: { readonly signal?: AbortSignal; readonly first?: Buffer } = {},
): Promise<DicomHead> {
  let bytes = first ?? (await source.read(0, HEAD_BYTES));
  for (let wanted = HEAD_BYTES; ; bytes = await source.read(0, wanted)) {
    throwIfAborted(signal);
    try {
      return await parseHead(source, bytes);
    } catch (error) {
      if (!(error instanceof NeedsMoreBytes) || bytes.length >= source.size) throw parseError(error, source);
      // A file that shrank meanwhile gives fewer bytes than it was asked for.
      if (bytes.length < Math.min(wanted, source.size)) throw parseError(error, source);
      wanted = Math.max(4 * wanted, error.upTo + HEAD_BYTES);
      if (wanted > LONGEST && bytes.length >= LONGEST) throw damaged(source.name, 'its header has no end');
      wanted = Math.min(wanted, LONGEST);
    }
  }
}

async function parseHead(source: ByteSource, bytes: Buffer): Promise<DicomHead> {
  const { syntax, start } = readFileMeta(bytes, source.size);
  const { encoding } = syntax;
  if (!syntax.deflated) return { source, syntax, ...readDataSet({ bytes, total: source.size, encoding }, start) };
  const body = await inflatedBody(source, start);
  const inner = memorySource(source.name, source.file, body);
  return { source: inner, syntax, ...readDataSet({ bytes: body, total: body.length, encoding }, 0) };
}

async function inflatedBody(source: ByteSource, start: number): Promise<Buffer> {
  if (source.size > INFLATED_LIMIT) throw damaged(source.name, 'its deflated data are too long');
  try {
    return await inflated(await source.read(start, source.size), { maxOutputLength: INFLATED_LIMIT });
  } catch (error) {
    throw damaged(source.name, `its deflated data cannot be inflated (${(error as NodeJS.ErrnoException).code})`);
  }
}
