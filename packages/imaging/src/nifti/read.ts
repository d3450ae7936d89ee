import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { describeBytes, throwIfAborted, type Triple, type Volume } from '@totalfm/core';
import { imagingErrors } from '../errors.ts';
import { diskError } from '../disk-error.ts';
import { dataTypeOfCode, type NiftiDataType } from './data-types.ts';
import { decodeHeader, HEADER_BYTES, type NiftiHeader } from './header.ts';
import { orientationOf } from './orientation.ts';
import { decodeVoxels } from './voxels.ts';

export interface ReadNiftiOptions {
  readonly signal?: AbortSignal;
  /** Told of a header that is readable but odd: no orientation, sform and qform that disagree. */
  readonly warn?: (message: string) => void;
}

/** A NIfTI file with what surrounds its volume. */
export interface NiftiFile {
  readonly header: NiftiHeader;
  readonly volume: Volume;
  /** The bytes between header and voxels: extensions, among them label tables. */
  readonly extensions: Uint8Array;
}

const CHUNK = 1 << 20;

/**
 * Reads one 3-D volume from a NIfTI-1 or NIfTI-2 file, gzipped or not (its bytes decide, not its name), in LPS, with
 * slope and intercept applied once. Throws coded errors that name the file: `TFM_FILE_MISSING`, `TFM_NIFTI_FORMAT`,
 * `TFM_NIFTI_TRUNCATED`, `TFM_NIFTI_CORRUPT`, `TFM_NIFTI_DATA_TYPE`, `TFM_NIFTI_DIMENSIONS`, `TFM_NIFTI_GEOMETRY`.
 */
export async function readNifti(path: string, options: ReadNiftiOptions = {}): Promise<Volume> {
  return (await readNiftiFile(path, options)).volume;
}

/** As {@link readNifti}, with header and extensions. */
export async function readNiftiFile(path: string, { signal, warn }: ReadNiftiOptions = {}): Promise<NiftiFile> {
  throwIfAborted(signal);
  const { gzipped, fileBytes } = await sniff(path);
  let head: Buffer = Buffer.alloc(0);
  let plan: Plan | undefined;
  let filled = 0;
  try {
    for await (const chunk of chunks(path, gzipped)) {
      throwIfAborted(signal);
      if (plan) {
        filled = fill(plan, chunk, filled);
        continue;
      }
      // Chunks gather until they hold the header and its extensions; the rest goes straight to the voxels.
      head = Buffer.concat([head, chunk]);
      plan = planOf(path, head, gzipped ? undefined : fileBytes, fileBytes);
      if (!plan) continue;
      filled = fill(plan, head.subarray(plan.offset), 0);
      head = Buffer.from(head.subarray(0, plan.offset));
    }
  } catch (error) {
    throw streamError(error, path);
  }
  if (!plan)
    throw head.length >= HEADER_BYTES[1] && decodeHeader(head) ? truncated(path, 'its header') : notNifti(path, head);
  if (filled < plan.bytes)
    throw truncated(path, `voxel ${Math.floor(filled / plan.type.bytes)} of ${plan.bytes / plan.type.bytes}`);
  throwIfAborted(signal);

  const { header, type, size } = plan;
  const orientation = orientationOf(header);
  if (!orientation) {
    throw imagingErrors.TFM_NIFTI_GEOMETRY({
      file: path,
      message: `${path} has an orientation that is sheared, degenerate or not finite, or a spacing of 0.`,
      fix: 'Resample the volume to a grid with right angles (a tilted gantry gives such files), or write its header again from the original series.',
    });
  }
  const { warnings, ...geometry } = orientation;
  for (const warning of warnings) warn?.(`${path}: ${warning}`);
  const data = decodeVoxels(
    plan.target.buffer as ArrayBuffer,
    type,
    header.littleEndian,
    header.slope,
    header.intercept,
  );
  return { header, volume: { data, size, ...geometry }, extensions: head.subarray(HEADER_BYTES[header.version] + 4) };
}

interface Plan {
  readonly header: NiftiHeader;
  readonly type: NiftiDataType;
  readonly size: Triple;
  readonly offset: number;
  readonly bytes: number;
  readonly target: Uint8Array;
}

/** What the header says is to come; undefined while `head` is too short to tell. */
function planOf(file: string, head: Buffer, plainBytes: number | undefined, fileBytes: number): Plan | undefined {
  const header = decodeHeader(head);
  if (!header) {
    if (head.length < HEADER_BYTES[2]) return undefined;
    throw notNifti(file, head);
  }
  if (!header.singleFile) {
    throw imagingErrors.TFM_NIFTI_FORMAT({
      file,
      message: `${file} is the header of a .hdr/.img pair.`,
      fix: 'Convert the pair to one .nii.gz file.',
    });
  }
  const type = dataTypeOfCode.get(header.datatype);
  if (!type) {
    throw imagingErrors.TFM_NIFTI_DATA_TYPE({
      file,
      message: `${file} has voxels of NIfTI data type ${header.datatype}, which is not a plain number.`,
      fix: 'Convert it to int16.',
    });
  }
  const size = sizeOf(file, header);
  const offset = Math.max(header.voxelOffset, HEADER_BYTES[header.version] + 4);
  const bytes = size[0] * size[1] * size[2] * type.bytes;
  if (!Number.isInteger(offset))
    throw imagingErrors.TFM_NIFTI_FORMAT({
      file,
      message: `${file} says that its voxels start at byte ${offset}.`,
      fix: 'Write the file again.',
    });
  // Deflate packs at most about 1032 : 1. A header that promises more is not worth allocating for.
  const most = plainBytes ?? fileBytes * 1100;
  if (offset + bytes > most)
    throw truncated(
      file,
      plainBytes === undefined
        ? `its ${size.join(' × ')} voxels`
        : `voxel ${Math.max(0, Math.floor((plainBytes - offset) / type.bytes))} of ${bytes / type.bytes}`,
    );
  if (head.length < offset) return undefined;
  return { header, type, size, offset, bytes, target: new Uint8Array(bytes) };
}

function sizeOf(file: string, { dim }: NiftiHeader): Triple {
  const axes = dim[0];
  const edge = (axis: number) => (axis <= axes ? dim[axis] : 1);
  const size: Triple = [edge(1), edge(2), edge(3)];
  const sound = axes >= 2 && axes <= 7 && size.every((n) => Number.isInteger(n) && n >= 1);
  if (!sound || [4, 5, 6, 7].some((axis) => edge(axis) > 1)) {
    throw imagingErrors.TFM_NIFTI_DIMENSIONS({
      file,
      message: `${file} has dimensions ${dim.slice(1, Math.min(Math.max(axes, 1), 7) + 1).join(' × ')}; one 3-D volume is needed.`,
      fix: 'Extract one volume from the series, or one channel, and use that.',
    });
  }
  return size;
}

function fill({ target, bytes }: Plan, chunk: Buffer, filled: number): number {
  const part = chunk.length > bytes - filled ? chunk.subarray(0, bytes - filled) : chunk;
  target.set(part, filled);
  return filled + part.length;
}

async function sniff(path: string): Promise<{ gzipped: boolean; fileBytes: number }> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
      return {
        gzipped: bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b,
        fileBytes: (await file.stat()).size,
      };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw diskError(error, path);
  }
}

async function* chunks(path: string, gzipped: boolean): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: CHUNK });
  if (!gzipped) return yield* file as AsyncIterable<Buffer>;
  const gunzip = createGunzip({ chunkSize: CHUNK });
  file.on('error', (error) => gunzip.destroy(error));
  try {
    yield* file.pipe(gunzip) as AsyncIterable<Buffer>;
  } finally {
    file.destroy();
    gunzip.destroy();
  }
}

function streamError(error: unknown, file: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'Z_BUF_ERROR') return truncated(file, 'its compressed data');
  if (code?.startsWith('Z_')) {
    return imagingErrors.TFM_NIFTI_CORRUPT({
      file,
      cause: error,
      message: `The compressed data of ${file} are damaged (${code}).`,
      fix: 'Copy or download the file again.',
    });
  }
  return diskError(error, file);
}

const truncated = (file: string, where: string) =>
  imagingErrors.TFM_NIFTI_TRUNCATED({
    file,
    message: `${file} ends within ${where}.`,
    fix: 'Copy or download the file again.',
  });

const notNifti = (file: string, head: Buffer) =>
  imagingErrors.TFM_NIFTI_FORMAT({
    file,
    message: `${file} is not a NIfTI file: it looks like ${describeBytes(head)}.`,
    fix: 'Name the right file, or convert this one to NIfTI.',
  });
