import { truncated, unreadablePixels } from '../dicom-errors.ts';
import { allPixelBytes, checkFormat } from '../pixels/frame-bytes.ts';
import { pixelStorage } from '../read-volume.ts';
import type { Frame, ImageInstance } from '../series/frames.ts';

/** Gives, for each pixel of a frame, 0 where it is outside of the segment, or its stored value. */
export type FramePixels = (frame: Frame) => Promise<Uint8Array | Uint16Array>;

/**
 * How the frames of a segmentation are read: packed bits, 8 or 16 bits, native or compressed. Throws `TFM_DICOM_PIXELS`
 * before room is made for what cannot be.
 */
export async function framePixelsOf(instance: ImageInstance): Promise<FramePixels> {
  if (instance.format.bitsAllocated === 1) return packedFrames(instance);
  checkFormat(instance);
  const storage = pixelStorage();
  return async (frame) => storage.decode(frame, await storage.bytes(frame));
}

/** Bits in the order of pixels, lowest first, frame after frame without a gap: a frame may begin within a byte (PS3.5, 8.1.1). */
async function packedFrames(instance: ImageInstance): Promise<FramePixels> {
  const { source, format, syntax, pixels } = instance;
  const { rows, columns, frames, samples } = format;
  const area = rows * columns;
  if (samples !== 1 || syntax.coding !== 'native' || !pixels)
    throw unreadablePixels(source.file, `its pixels of one bit are stored as ${syntax.name}`);
  if (!Number.isInteger(frames) || area * frames > 8 * source.size)
    throw truncated(source.name, `its pixels: ${columns} × ${rows} × ${frames} bits do not fit into it`);
  const bytes = await allPixelBytes(source, pixels);
  return async ({ index }) => {
    const start = index * area;
    if (start + area > 8 * bytes.length) throw truncated(source.name, `frame ${index + 1} of ${frames}`);
    const out = new Uint8Array(area);
    for (let i = 0, bit = start; i < area; ) {
      const byte = bytes[bit >> 3];
      // Most bytes of a mask are empty.
      if (byte === 0) {
        const skipped = 8 - (bit & 7);
        i += skipped;
        bit += skipped;
        continue;
      }
      out[i++] = (byte >> (bit & 7)) & 1;
      bit++;
    }
    return out;
  };
}
