import { throwIfAborted, voxelCount, type Volume, type Warn } from '@totalfm/core';
import type { SlicePlan, VolumePlan } from './geometry/plan.ts';
import { movedSlice } from './geometry/shear.ts';
import { volumeBuilder, type VolumeBuilder } from './geometry/volume-builder.ts';
import { checkFormat } from './pixels/frame-bytes.ts';
import { hounsfieldTables, toHounsfield } from './pixels/hounsfield.ts';
import { pixelStorage } from './pixels/pixel-storage.ts';
import { suspectRescale } from './pixels/rescale-evidence.ts';
import { inOrder } from './source/in-order.ts';

interface Reading {
  readonly file: string;
  readonly signal?: AbortSignal;
  readonly warn?: Warn;
}

/** Reads the pixels of a planned volume, one slice after another. Throws the errors of `VolumeReader.read`. */
export async function readVolume(plan: VolumePlan, { file, signal, warn }: Reading): Promise<Volume> {
  const frames = plan.slices.map(({ frame }) => frame);
  for (const { instance } of frames) checkFormat(instance);
  const builder = volumeBuilder(plan.geometry);
  const storage = pixelStorage(voxelCount(plan.geometry.size));
  const put = slicePutter(plan, builder);
  try {
    const decoded = inOrder(plan.slices, async (slice) => {
      throwIfAborted(signal);
      const bytes = await storage.bytes(slice.frame, put.room(slice));
      throwIfAborted(signal);
      return { slice, patterns: await storage.decode(slice.frame, bytes) };
    });
    for await (const { slice, patterns } of decoded) {
      throwIfAborted(signal);
      put.slice(slice, patterns);
    }
  } finally {
    await storage.close();
  }
  const volume = { data: builder.data(), ...plan.geometry };
  for (const warning of suspectRescale(volume, frames, file)) warn?.(warning);
  return volume;
}

/** Turns bit patterns of slices into HU, and puts them where their plan says. */
function slicePutter({ geometry, resampled, sheared }: VolumePlan, builder: VolumeBuilder) {
  const [width, height] = geometry.size;
  const tableOf = hounsfieldTables();
  const direct = !resampled && !sheared;
  return {
    /** Pixels of 16 bits may be read to where their HU will be. */
    room({ place }: SlicePlan): Uint8Array | undefined {
      const room = direct ? builder.slice(place) : undefined;
      return room instanceof Int16Array ? new Uint8Array(room.buffer, room.byteOffset, room.byteLength) : undefined;
    },
    slice({ frame, place, shift }: SlicePlan, patterns: Uint16Array): void {
      const { rows, columns } = frame.instance.format;
      const values = { ...frame.instance.format, slope: frame.slope, intercept: frame.intercept };
      let hu = direct ? builder.slice(place) : new Int16Array(rows * columns);
      if (!toHounsfield(patterns, tableOf(values), hu)) {
        builder.widen();
        hu = direct ? builder.slice(place) : new Float32Array(rows * columns);
        toHounsfield(patterns, tableOf(values, true), hu);
      }
      if (!direct) builder.add(place, sheared ? movedSlice(hu, [columns, rows], shift, [width, height]) : hu);
    },
  };
}
