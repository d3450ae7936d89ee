import { voxelCount, type Triple } from '@totalfm/core';
import { imagingErrors } from '../errors.ts';
import type { FileFacts } from '../raw/byte-stream.ts';
import { dataTypeOfCode, type NiftiDataType } from './data-types.ts';
import { notNifti, truncated } from './format-errors.ts';
import { decodeHeader, HEADER_BYTES, type NiftiHeader } from './header.ts';

/** Header and extensions are kept while the voxels are waited for: more than any label table or DICOM header has. */
const LONGEST_HEAD = 1 << 26;

/** Where in an inflated file one volume lies. */
export interface NiftiLayout {
  readonly header: NiftiHeader;
  readonly type: NiftiDataType;
  readonly size: Triple;
  /** Bytes before the first voxel of all: header and extensions. */
  readonly offset: number;
  /** Bytes of the volumes before this one. */
  readonly skip: number;
  /** Bytes of this volume. */
  readonly bytes: number;
}

/** What the header says is to come; undefined while `head`, the first bytes, is too short to tell. */
export function layoutOf(file: string, head: Uint8Array, facts: FileFacts, frame?: number): NiftiLayout | undefined {
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
  const size = sizeOf(file, header, frame);
  const bytes = voxelCount(size) * type.bytes;
  const layout = { header, type, size, offset: offsetOf(file, header), skip: (frame ?? 0) * bytes, bytes };
  checkLength(file, layout, facts);
  return head.length < layout.offset ? undefined : layout;
}

function offsetOf(file: string, { voxelOffset, version }: NiftiHeader): number {
  const offset = Math.max(voxelOffset, HEADER_BYTES[version] + 4);
  if (Number.isInteger(offset) && offset <= LONGEST_HEAD) return offset;
  throw imagingErrors.TFM_NIFTI_FORMAT({
    file,
    message: `${file} says that its voxels start at byte ${offset}.`,
    fix: 'Write the file again.',
  });
}

function sizeOf(file: string, { dim }: NiftiHeader, frame?: number): Triple {
  const axes = dim[0];
  const edge = (axis: number) => (axis <= axes ? dim[axis] : 1);
  const size: Triple = [edge(1), edge(2), edge(3)];
  const frames = [4, 5, 6, 7].reduce((product, axis) => product * Math.max(1, edge(axis)), 1);
  const sound = axes >= 2 && axes <= 7 && size.every((n) => Number.isInteger(n) && n >= 1);
  if (sound && (frame === undefined ? frames === 1 : Number.isInteger(frame) && frame >= 0 && frame < frames))
    return size;
  const asked = frame === undefined ? 'one 3-D volume is needed' : `volume ${frame} of them was asked for`;
  throw imagingErrors.TFM_NIFTI_DIMENSIONS({
    file,
    message: `${file} has dimensions ${dim.slice(1, Math.min(Math.max(axes, 1), 7) + 1).join(' × ')}; ${asked}.`,
    fix: 'Extract one volume from the series, or one channel, and use that.',
  });
}

/** Deflate packs at most about 1032 : 1. A header that promises more is not worth allocating for. */
function checkLength(file: string, layout: NiftiLayout, facts: FileFacts): void {
  const { size, type, bytes } = layout;
  const start = layout.offset + layout.skip;
  if (start + bytes <= (facts.gzipped ? facts.bytes * 1100 : facts.bytes)) return;
  const missing = Math.max(0, Math.floor((facts.bytes - start) / type.bytes));
  throw truncated(file, facts.gzipped ? `its ${size.join(' × ')} voxels` : `voxel ${missing} of ${bytes / type.bytes}`);
}
