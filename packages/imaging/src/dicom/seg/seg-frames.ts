import { truncated, unreadablePixels } from '../dicom-errors.ts';
import { allPixelBytes, checkFormat } from '../pixels/frame-bytes.ts';
import { pixelStorage } from '../pixels/pixel-storage.ts';
import type { Frame, ImageInstance } from '../series/frames.ts';

/** What a frame does to a slice of a label map. */
export interface Paint {
  /** The slice. */
  readonly slice: Uint8Array | Uint16Array;
  /** The number of the frame's segment; absent where pixels are numbers of segments themselves. */
  readonly segment?: number;
  /** A stored value from which on a pixel belongs to the segment. */
  readonly least: number;
}

/** Writes a segment's number, or those that the pixels are, wherever the frame's pixels are not outside. */
export type PaintFrame = (frame: Frame, paint: Paint) => Promise<void>;

/**
 * How the frames of a segmentation are read: packed bits, 8 or 16 bits, native or compressed. Throws `TFM_DICOM_PIXELS`
 * before room is made for what cannot be.
 */
export async function painterOf(instance: ImageInstance): Promise<PaintFrame> {
  if (instance.format.bitsAllocated === 1) return packedPainter(instance);
  checkFormat(instance);
  const storage = pixelStorage();
  return async (frame, { slice, segment, least }) => {
    const pixels = await storage.decode(frame, await storage.bytes(frame));
    for (let i = 0; i < slice.length; i++) if (pixels[i] >= least) slice[i] = segment ?? pixels[i];
  };
}

/** Bits in the order of pixels, lowest first, frame after frame without a gap: a frame may begin within a byte (PS3.5, 8.1.1). */
async function packedPainter(instance: ImageInstance): Promise<PaintFrame> {
  const { source, format, syntax, pixels } = instance;
  const { rows, columns, frames, samples } = format;
  const area = rows * columns;
  if (samples !== 1 || syntax.coding !== 'native' || !pixels)
    throw unreadablePixels(source.file, `its pixels of one bit are stored as ${syntax.name}`);
  if (!Number.isInteger(frames) || area * frames > 8 * source.size)
    throw truncated(source.name, `its pixels: ${columns} × ${rows} × ${frames} bits do not fit into it`);
  const bytes = await allPixelBytes(source, pixels);
  return async ({ index }, { slice, segment = 1 }) => {
    const start = index * area;
    if (start + area > 8 * bytes.length) throw truncated(source.name, `frame ${index + 1} of ${frames}`);
    // Not by shifts alone: there may be more than 2³¹ bits.
    for (let at = Math.floor(start / 8); 8 * at < start + area; at++) {
      // Most bytes of a mask are empty.
      if (bytes[at] === 0) continue;
      for (let bit = 0; bit < 8; bit++) {
        const pixel = 8 * at + bit - start;
        if (pixel >= 0 && pixel < area && (bytes[at] >> bit) & 1) slice[pixel] = segment;
      }
    }
  };
}
