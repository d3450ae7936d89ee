import { isTotalFmError } from '@totalfm/core';
import { parseError } from '../dicom-errors.ts';
import type { Frame, ImageInstance } from '../series/frames.ts';
import { decoderOf } from './decode-frame.ts';
import { decodePoolFor, type DecodePool } from './decode-pool.ts';
import { frameBytesOf, type FrameBytes } from './frame-bytes.ts';
import { decodeNative } from './native.ts';

/** Reads and decodes the frames of a series. */
export interface PixelStorage {
  /** A frame as it is stored; in `room`, where it is as long as that and native. */
  bytes(frame: Frame, room?: Uint8Array): Promise<Uint8Array>;
  /** Its bit patterns. Throws `TFM_DICOM_CORRUPT`, `TFM_DICOM_TRUNCATED`. */
  decode(frame: Frame, bytes: Uint8Array): Promise<Uint16Array>;
  /** Lets go of the threads that decode. */
  close(): Promise<void>;
}

/** For so many pixels, of which those that are compressed are decoded in threads where that pays. */
export function pixelStorage(pixels = 0): PixelStorage {
  // What a file with many frames holds is found once.
  const files = new Map<ImageInstance, FrameBytes>();
  let pool: DecodePool | undefined;
  let asked = false;
  const decodeWith = async ({ syntax, format }: ImageInstance, bytes: Uint8Array): Promise<Uint16Array> => {
    const { coding, encoding } = syntax;
    if (coding === 'native') return decodeNative(bytes, format, encoding.littleEndian);
    if (!asked) [asked, pool] = [true, decodePoolFor(pixels)];
    return pool ? pool.decode({ coding, bytes, format }) : (await decoderOf(coding))(bytes, format);
  };
  return {
    async bytes({ instance, index }, room) {
      if (instance.format.frames === 1) return frameBytesOf(instance)(index, room);
      let file = files.get(instance);
      if (!file) files.set(instance, (file = frameBytesOf(instance)));
      return file(index, room);
    },
    async decode({ instance }, bytes) {
      try {
        return await decodeWith(instance, bytes);
      } catch (error) {
        throw isTotalFmError(error) ? error : parseError(error, instance.source);
      }
    },
    close: async () => pool?.close(),
  };
}

/** Whether two frames are stored alike: the same bytes, of the same coding and meaning. */
export function samePixelsBy(storage: PixelStorage) {
  return async (a: Frame, b: Frame): Promise<boolean> => {
    const [p, q] = [a.instance, b.instance];
    if (p.syntax.coding !== q.syntax.coding || a.slope !== b.slope || a.intercept !== b.intercept) return false;
    const [x, y] = [await storage.bytes(a), await storage.bytes(b)];
    return Buffer.compare(x, y) === 0;
  };
}
