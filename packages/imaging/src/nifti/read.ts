import { throwIfAborted, type ReadVolumeOptions, type Volume, type VolumeGeometry } from '@totalfm/core';
import { imagingErrors } from '../errors.ts';
import { factsOf, inflatedChunks } from '../raw/byte-stream.ts';
import { decodeVoxels } from '../raw/decode-voxels.ts';
import { roomFor } from '../raw/room-for.ts';
import { noRoom, notNifti, streamError, truncated } from './format-errors.ts';
import { decodeHeader, HEADER_BYTES, type NiftiHeader } from './header.ts';
import { layoutOf, type NiftiLayout } from './layout.ts';
import { orientationOf } from './orientation.ts';

export type ReadNiftiOptions = ReadVolumeOptions;

/** A NIfTI file with what surrounds its volume. */
export interface NiftiFile {
  readonly header: NiftiHeader;
  readonly volume: Volume;
  /** The bytes between header and voxels: extensions, among them label tables. */
  readonly extensions: Uint8Array;
}

/**
 * Reads one 3-D volume from a NIfTI-1 or NIfTI-2 file, gzipped or not (its bytes decide, not its name), in LPS, with
 * slope and intercept applied once. Throws coded errors that name the file: `TFM_FILE_MISSING`, `TFM_NIFTI_FORMAT`,
 * `TFM_NIFTI_TRUNCATED`, `TFM_NIFTI_CORRUPT`, `TFM_NIFTI_DATA_TYPE`, `TFM_NIFTI_DIMENSIONS`, `TFM_NIFTI_GEOMETRY`.
 */
export async function readNifti(path: string, options: ReadNiftiOptions = {}): Promise<Volume> {
  return (await readNiftiFile(path, options)).volume;
}

/** As {@link readNifti}, with header and extensions. */
export async function readNiftiFile(path: string, options: ReadNiftiOptions = {}): Promise<NiftiFile> {
  let stored = new Uint8Array(0);
  let filled = 0;
  const { layout, head } = await readParts(path, options, (part, layout) => {
    if (stored.length === 0) stored = roomFor(layout.bytes) ?? noRoom(path, layout.bytes);
    stored.set(part, filled);
    filled += part.length;
    return true;
  });
  const { header, type, size, bytes } = layout;
  if (filled < bytes) throw truncated(path, `voxel ${Math.floor(filled / type.bytes)} of ${bytes / type.bytes}`);
  throwIfAborted(options.signal);
  const geometry = geometryOf(path, layout, options);
  const data = decodeVoxels(stored.buffer, type, header);
  return { header, volume: { data, ...geometry, size }, extensions: head.subarray(HEADER_BYTES[header.version] + 4) };
}

/** The geometry that {@link readNifti} gives, from the header alone. Throws as it does, but for what is wrong with voxels. */
export async function readNiftiGeometry(path: string, options: ReadNiftiOptions = {}): Promise<VolumeGeometry> {
  const { layout } = await readParts(path, options, () => false);
  return geometryOf(path, layout, options);
}

/** Takes the next bytes of a volume; false: no more are wanted. */
type TakeVoxels = (part: Uint8Array, layout: NiftiLayout) => boolean;

/** Reads a file from its start: what comes before the voxels is returned, the voxels of one volume are handed on as they come. */
async function readParts(
  path: string,
  { signal, frame }: ReadNiftiOptions,
  take: TakeVoxels,
): Promise<{ readonly layout: NiftiLayout; readonly head: Uint8Array }> {
  throwIfAborted(signal);
  const facts = await factsOf(path);
  let head: Buffer = Buffer.alloc(0);
  let layout: NiftiLayout | undefined;
  // The byte of the volumes' data that the next chunk begins with.
  let place = 0;
  try {
    for await (const chunk of inflatedChunks(path, facts.gzipped)) {
      throwIfAborted(signal);
      let voxels = chunk;
      if (!layout) {
        // Chunks gather until they hold the header and its extensions.
        head = Buffer.concat([head, chunk]);
        layout = layoutOf(path, head, facts, frame);
        if (!layout) continue;
        voxels = head.subarray(layout.offset);
        head = Buffer.from(head.subarray(0, layout.offset));
      }
      const [from, to] = [layout.skip - place, layout.skip + layout.bytes - place];
      place += voxels.length;
      if (!take(voxels.subarray(Math.max(0, from), Math.max(0, to)), layout)) break;
    }
  } catch (error) {
    throw streamError(error, path);
  }
  if (layout) return { layout, head };
  throw head.length >= HEADER_BYTES[1] && decodeHeader(head) ? truncated(path, 'its header') : notNifti(path, head);
}

function geometryOf(file: string, { header, size }: NiftiLayout, { warn }: ReadNiftiOptions): VolumeGeometry {
  const orientation = orientationOf(header);
  if (!orientation) {
    throw imagingErrors.TFM_NIFTI_GEOMETRY({
      file,
      message: `${file} has an orientation that is sheared, degenerate or not finite, or a spacing of 0.`,
      fix: 'Resample the volume to a grid with right angles (a tilted gantry gives such files), or write its header again from the original series.',
    });
  }
  const { warnings, ...geometry } = orientation;
  for (const message of warnings) {
    const fix =
      'Look at the scan in a viewer; if it lies wrongly there, write the header again from the original series.';
    warn?.(imagingErrors.TFM_NIFTI_ORIENTATION({ file, message, fix }).toJSON());
  }
  return { size, ...geometry };
}
