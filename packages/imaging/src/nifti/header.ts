/** The fields of a NIfTI-1 or NIfTI-2 header that a volume needs. */
export interface NiftiHeader {
  readonly version: 1 | 2;
  readonly littleEndian: boolean;
  /** Header and image in one file (`n+1`, `n+2`), or the header of an `.img` pair. */
  readonly singleFile: boolean;
  readonly dim: readonly number[];
  readonly datatype: number;
  readonly pixdim: readonly number[];
  readonly voxelOffset: number;
  readonly slope: number;
  readonly intercept: number;
  /** Bits 0–2: the unit of length (1 m, 2 mm, 3 µm). */
  readonly units: number;
  readonly qformCode: number;
  readonly sformCode: number;
  /** b, c and d; a follows from length 1. */
  readonly quaternion: readonly [number, number, number];
  readonly qoffset: readonly [number, number, number];
  /** Three rows of four: voxel index → RAS. */
  readonly srow: readonly number[];
}

export const HEADER_BYTES = { 1: 348, 2: 540 } as const;

interface Layout {
  readonly dim: number;
  readonly datatype: number;
  readonly bitpix: number;
  readonly pixdim: number;
  readonly voxelOffset: number;
  readonly slope: number;
  readonly intercept: number;
  readonly units: number;
  readonly qformCode: number;
  readonly sformCode: number;
  readonly quaternion: number;
  readonly qoffset: number;
  readonly srow: number;
  readonly magic: number;
}

/** Byte offsets of `nifti1.h` and `nifti2.h`. */
const layouts: Readonly<Record<1 | 2, Layout>> = {
  1: {
    dim: 40,
    datatype: 70,
    bitpix: 72,
    pixdim: 76,
    voxelOffset: 108,
    slope: 112,
    intercept: 116,
    units: 123,
    qformCode: 252,
    sformCode: 254,
    quaternion: 256,
    qoffset: 268,
    srow: 280,
    magic: 344,
  },
  2: {
    dim: 16,
    datatype: 12,
    bitpix: 14,
    pixdim: 104,
    voxelOffset: 168,
    slope: 176,
    intercept: 184,
    units: 500,
    qformCode: 344,
    sformCode: 348,
    quaternion: 352,
    qoffset: 376,
    srow: 400,
    magic: 4,
  },
};

/** Reads a header from a file's first bytes; undefined where they are not one. Needs 348 (NIfTI-1) or 540 (NIfTI-2) bytes. */
export function decodeHeader(bytes: Uint8Array): NiftiHeader | undefined {
  if (bytes.length < HEADER_BYTES[1]) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const littleEndian = [348, 540].includes(view.getInt32(0, true));
  const version = { 348: 1, 540: 2 }[view.getInt32(0, littleEndian)] as 1 | 2 | undefined;
  if (!version || bytes.length < HEADER_BYTES[version]) return undefined;
  const at = layouts[version];
  const magic = String.fromCharCode(...bytes.subarray(at.magic, at.magic + 3));
  if (magic !== `n+${version}` && magic !== `ni${version}`) return undefined;

  const short = version === 1;
  const real = (offset: number) =>
    short ? view.getFloat32(offset, littleEndian) : view.getFloat64(offset, littleEndian);
  const reals = (offset: number, count: number) =>
    Array.from({ length: count }, (_, i) => real(offset + i * (short ? 4 : 8)));
  const long = (offset: number) => Number(view.getBigInt64(offset, littleEndian));
  const code = (offset: number) => (short ? view.getInt16(offset, littleEndian) : view.getInt32(offset, littleEndian));
  return {
    version,
    littleEndian,
    singleFile: magic[1] === '+',
    dim: Array.from({ length: 8 }, (_, i) =>
      short ? view.getInt16(at.dim + 2 * i, littleEndian) : long(at.dim + 8 * i),
    ),
    datatype: view.getInt16(at.datatype, littleEndian),
    pixdim: reals(at.pixdim, 8),
    voxelOffset: short ? real(at.voxelOffset) : long(at.voxelOffset),
    slope: real(at.slope),
    intercept: real(at.intercept),
    units: short ? view.getUint8(at.units) : view.getInt32(at.units, littleEndian),
    qformCode: code(at.qformCode),
    sformCode: code(at.sformCode),
    quaternion: reals(at.quaternion, 3) as [number, number, number],
    qoffset: reals(at.qoffset, 3) as [number, number, number],
    srow: reals(at.srow, 12),
  };
}

/** The bytes of a little-endian header, with the four bytes after it that say that no extension follows. */
export function encodeHeader(header: NiftiHeader, bitsPerVoxel: number): Uint8Array {
  const { version } = header;
  const at = layouts[version];
  const bytes = new Uint8Array(HEADER_BYTES[version] + 4);
  const view = new DataView(bytes.buffer);
  const short = version === 1;
  const real = (offset: number, value: number) =>
    short ? view.setFloat32(offset, value, true) : view.setFloat64(offset, value, true);
  const reals = (offset: number, values: readonly number[]) =>
    values.forEach((value, i) => real(offset + i * (short ? 4 : 8), value));
  const long = (offset: number, value: number) => view.setBigInt64(offset, BigInt(value), true);
  const code = (offset: number, value: number) =>
    short ? view.setInt16(offset, value, true) : view.setInt32(offset, value, true);

  view.setInt32(0, HEADER_BYTES[version], true);
  header.dim.forEach((value, i) => (short ? view.setInt16(at.dim + 2 * i, value, true) : long(at.dim + 8 * i, value)));
  view.setInt16(at.datatype, header.datatype, true);
  view.setInt16(at.bitpix, bitsPerVoxel, true);
  reals(at.pixdim, header.pixdim);
  if (short) real(at.voxelOffset, header.voxelOffset);
  else long(at.voxelOffset, header.voxelOffset);
  real(at.slope, header.slope);
  real(at.intercept, header.intercept);
  if (short) view.setUint8(at.units, header.units);
  else view.setInt32(at.units, header.units, true);
  code(at.qformCode, header.qformCode);
  code(at.sformCode, header.sformCode);
  reals(at.quaternion, header.quaternion);
  reals(at.qoffset, header.qoffset);
  reals(at.srow, header.srow);
  bytes.set(Buffer.from(short ? 'n+1\0' : 'n+2\0\r\n\x1a\n', 'latin1'), at.magic);
  return bytes;
}
