import { damaged, parseError, truncated, unreadablePixels } from '../dicom-errors.ts';
import type { DicomElement } from '../parse/elements.ts';
import type { ImageInstance } from '../series/frames.ts';
import type { ByteSource } from '../source/byte-source.ts';
import { tags } from '../parse/tags.ts';
import { encapsulatedFrames } from './fragments.ts';
import { nativeFrameBytes } from './native.ts';

/**
 * Gives the bytes of a frame as they are stored: in `room`, where they are as long as it and can be read to there. Throws
 * `TFM_DICOM_TRUNCATED`, `TFM_DICOM_CORRUPT`.
 */
export type FrameBytes = (index: number, room?: Uint8Array) => Promise<Uint8Array>;

/** Pixels that a byte of a file stands for at most: an empty slice of JPEG 2000 has 2,000. */
const MOST_PIXELS_A_BYTE = 4096;
/** More bytes than pixel data in one element have. */
const LONGEST = 2 ** 31 - 1;

/** Says why the pixels of a file are not those of a CT, before room is made for them. Throws `TFM_DICOM_PIXELS`. */
export function checkFormat({ source, format }: ImageInstance): void {
  const { rows, columns, frames, samples, bitsAllocated, bitsStored, highBit } = format;
  const { name, file, size } = source;
  const refuse = (why: string) => {
    throw unreadablePixels(file, `${name === file ? '' : `${name} `}${why}`);
  };
  if (samples !== 1) refuse(`each pixel has ${samples} samples: it is a picture in colour`);
  if (bitsAllocated !== 8 && bitsAllocated !== 16) refuse(`each pixel has ${bitsAllocated} bits`);
  if (bitsStored > bitsAllocated || highBit >= bitsAllocated || highBit + 1 < bitsStored)
    refuse(`${bitsStored} bits up to bit ${highBit} do not fit into ${bitsAllocated}`);
  if (!Number.isInteger(frames) || rows * columns * frames > size * MOST_PIXELS_A_BYTE)
    refuse(`${columns} × ${rows} × ${frames} pixels do not fit into ${size} bytes`);
}

/** How the frames of a file are got at: native ones each by itself, encapsulated ones with all of their file. */
export function frameBytesOf(instance: ImageInstance): FrameBytes {
  const { format, pixels, source, syntax } = instance;
  if (!pixels || pixels.tag !== tags.PixelData) throw damaged(source.name, 'it has no pixel data');
  const load = once(() => allPixelBytes(source, pixels));
  if (syntax.coding === 'native') return nativeFrames(instance, pixels, load);
  const frames = once(async () => splitFrames(instance, await load()));
  return async (index) => {
    const found = (await frames())[index];
    if (!found) throw truncated(source.name, `frame ${index + 1} of ${format.frames}`);
    return found;
  };
}

function nativeFrames(
  { source, format }: ImageInstance,
  pixels: DicomElement,
  load: () => Promise<Buffer>,
): FrameBytes {
  const length = nativeFrameBytes(format);
  const bytesAt = async (start: number, room?: Uint8Array): Promise<Uint8Array> => {
    if (source.sequential) return (await load()).subarray(start, start + length);
    if (!room || room.length !== length || !source.readInto)
      return source.read(pixels.offset + start, pixels.offset + start + length);
    return room.subarray(0, await source.readInto(pixels.offset + start, room));
  };
  return async (index, room) => {
    const start = index * length;
    const held = pixels.length < 0 || start + length <= pixels.length + (length & 1);
    const bytes = held ? await bytesAt(start, room) : undefined;
    if (bytes?.length !== length) throw truncated(source.name, `frame ${index + 1} of ${format.frames}`);
    return bytes;
  };
}

function splitFrames({ source, syntax, pixels, format }: ImageInstance, bytes: Buffer): readonly Uint8Array[] {
  if (!pixels?.delimited)
    throw damaged(source.name, `its pixel data are not encapsulated, as ${syntax.name} has to be`);
  try {
    return encapsulatedFrames(bytes, format.frames);
  } catch (error) {
    throw parseError(error, source);
  }
}

/** All bytes of the pixel data. Throws `TFM_DICOM_CORRUPT`. */
export async function allPixelBytes(source: ByteSource, { offset, length }: DicomElement): Promise<Buffer> {
  const end = length < 0 ? source.size : Math.min(source.size, offset + length);
  if (end - offset > LONGEST) throw damaged(source.name, `its pixel data have ${end - offset} bytes`);
  return source.read(offset, end);
}

/** A function that is called once, and whose answer is kept. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
