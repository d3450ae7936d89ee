import { isTotalFmError, throwIfAborted, type ErrorRecord, type Volume } from '@totalfm/core';
import { parseError } from './dicom-errors.ts';
import { movedSlice } from './geometry/shear.ts';
import type { SlicePlan, VolumePlan } from './geometry/plan.ts';
import { volumeBuilder } from './geometry/volume-builder.ts';
import { decoderOf, type DecodeFrame } from './pixels/decode-frame.ts';
import { checkFormat, frameBytesOf, type FrameBytes } from './pixels/frame-bytes.ts';
import { hounsfieldTables, toHounsfield } from './pixels/hounsfield.ts';
import { decodeNative } from './pixels/native.ts';
import { suspectRescale } from './pixels/rescale-evidence.ts';
import type { Frame, ImageInstance } from './series/frames.ts';
import { inOrder } from './source/in-order.ts';

/** Reads the pixels of a planned volume, one slice after another. Throws the errors of `VolumeReader.read`. */
export async function readVolume(
  { geometry, slices, resampled, sheared }: VolumePlan,
  {
    file,
    signal,
    warn,
  }: { readonly file: string; readonly signal?: AbortSignal; readonly warn?: (w: ErrorRecord) => void },
): Promise<Volume> {
  for (const { frame } of slices) checkFormat(frame.instance);
  const [width, height] = geometry.size;
  const builder = volumeBuilder(geometry);
  const storage = pixelStorage();
  const tableOf = hounsfieldTables();
  const direct = !resampled && !sheared;
  const stored = inOrder(slices, async (slice) => {
    throwIfAborted(signal);
    // Pixels of 16 bits are read to where their HU will be.
    const room = direct ? builder.slice(slice.place) : undefined;
    const bytes =
      room instanceof Int16Array ? new Uint8Array(room.buffer, room.byteOffset, room.byteLength) : undefined;
    return { slice, bytes: await storage.bytes(slice.frame, bytes) };
  });
  for await (const { slice, bytes } of stored) {
    throwIfAborted(signal);
    const { frame, place, shift } = slice;
    const patterns = await storage.decode(frame, bytes);
    const { rows, columns } = frame.instance.format;
    const values = { ...frame.instance.format, slope: frame.slope, intercept: frame.intercept };
    let hu = direct ? builder.slice(place) : new Int16Array(rows * columns);
    if (!toHounsfield(patterns, tableOf(values), hu)) {
      builder.widen();
      hu = direct ? builder.slice(place) : new Float32Array(rows * columns);
      toHounsfield(patterns, tableOf(values, true), hu);
    }
    if (direct) continue;
    builder.add(place, sheared ? movedSlice(hu, [columns, rows], shift, [width, height]) : hu);
  }
  const volume = { data: builder.data(), ...geometry };
  for (const warning of suspectRescale(
    volume,
    slices.map(({ frame }) => frame),
    file,
  ))
    warn?.(warning);
  return volume;
}

/** Bytes and decoders of the frames of a series; those of a file with many frames are found once. */
export function pixelStorage() {
  const files = new Map<ImageInstance, FrameBytes>();
  const decoders = new Map<string, DecodeFrame>();
  return {
    async bytes({ instance, index }: Frame, room?: Uint8Array): Promise<Uint8Array> {
      if (instance.format.frames === 1) return frameBytesOf(instance)(index, room);
      let file = files.get(instance);
      if (!file) files.set(instance, (file = frameBytesOf(instance)));
      return file(index, room);
    },
    async decode({ instance }: Frame, bytes: Uint8Array): Promise<Uint16Array> {
      const { syntax, format, source } = instance;
      if (syntax.coding === 'native') return decodeNative(bytes, format, syntax.encoding.littleEndian);
      try {
        // A codec that failed is loaded anew, so it is asked for at every frame.
        const decode = decoders.get(syntax.coding) ?? (await decoderOf(syntax.coding));
        decoders.set(syntax.coding, decode);
        return decode(bytes, format);
      } catch (error) {
        decoders.delete(syntax.coding);
        throw isTotalFmError(error) ? error : parseError(error, source);
      }
    },
  };
}

/** Whether two frames are stored alike: the same bytes, of the same coding and meaning. */
export function samePixelsBy(storage: ReturnType<typeof pixelStorage>) {
  return async (a: Frame, b: Frame): Promise<boolean> => {
    const [p, q] = [a.instance, b.instance];
    if (p.syntax.coding !== q.syntax.coding || a.slope !== b.slope || a.intercept !== b.intercept) return false;
    const [x, y] = [await storage.bytes(a), await storage.bytes(b)];
    return Buffer.compare(x, y) === 0;
  };
}

export type { SlicePlan };
