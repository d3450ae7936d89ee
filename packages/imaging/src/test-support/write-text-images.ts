import { deflateSync, gzipSync } from 'node:zlib';
import type { Volume } from '@totalfm/core';

/** An image as its text format stores it. */
export type Image = Volume<Int16Array | Uint8Array | Float32Array>;

export const bytesOf = ({ data }: Image) => Buffer.from(data.buffer, data.byteOffset, data.byteLength);
const kindOf = ({ data }: Image) =>
  data instanceof Int16Array ? 'int16' : data instanceof Uint8Array ? 'uint8' : 'float32';
const column = ({ direction, spacing }: Image, axis: number, sign: readonly number[] = [1, 1, 1]) =>
  [0, 1, 2].map((row) => sign[row] * direction[3 * row + axis] * spacing[axis]);

interface NrrdWriting {
  readonly space?: 'left-posterior-superior' | 'right-anterior-superior';
  readonly encoding?: 'raw' | 'gzip';
  readonly names?: ReadonlyMap<number, string>;
}

/** A NRRD file with its voxels behind the header; several images are interleaved. */
export function nrrdOf(
  images: readonly Image[],
  { space = 'left-posterior-superior', encoding = 'raw', names }: NrrdWriting,
) {
  const [image] = images;
  const sign = space === 'left-posterior-superior' ? [1, 1, 1] : [-1, -1, 1];
  const directions = [0, 1, 2].map((axis) => `(${column(image, axis, sign).join(',')})`);
  const several = images.length > 1;
  const pairs = [...(names ?? [])].flatMap(([label, name], index) => [
    `Segment${index}_ID:=Segment_${index}`,
    `Segment${index}_Name:=${name}`,
    `Segment${index}_LabelValue:=${label}`,
  ]);
  const header = [
    'NRRD0005',
    '# A comment: with a colon',
    `type: ${{ int16: 'short', uint8: 'unsigned char', float32: 'float' }[kindOf(image)]}`,
    `dimension: ${several ? 4 : 3}`,
    `space: ${space}`,
    `sizes: ${several ? `${images.length} ` : ''}${image.size.join(' ')}`,
    `space directions: ${several ? 'none ' : ''}${directions.join(' ')}`,
    `kinds: ${several ? 'list ' : ''}domain domain domain`,
    'endian: little',
    `encoding: ${encoding}`,
    `space origin: (${image.origin.map((value, row) => value * sign[row]).join(',')})`,
    ...pairs,
  ];
  const data = several ? interleaved(images) : bytesOf(image);
  return Buffer.concat([Buffer.from(`${header.join('\n')}\n\n`), encoding === 'gzip' ? gzipSync(data) : data]);
}

function interleaved(images: readonly Image[]): Buffer {
  const [{ data }] = images;
  const all = new (data.constructor as Int16ArrayConstructor)(data.length * images.length);
  images.forEach((image, index) => image.data.forEach((value, voxel) => (all[voxel * images.length + index] = value)));
  return Buffer.from(all.buffer);
}

/** A MetaImage header, and the voxels that follow it or lie in the file that it names. */
export function metaImageOf(images: readonly Image[], where: string, isCompressed: boolean) {
  const [image] = images;
  const data = Buffer.concat(images.map(bytesOf));
  const stored = isCompressed ? deflateSync(data) : data;
  const axes = [0, 1, 2].map((axis) => column(image, axis).map((value) => value / image.spacing[axis]));
  const four = images.length > 1;
  const header = [
    'ObjectType = Image',
    `NDims = ${four ? 4 : 3}`,
    'BinaryData = True',
    'BinaryDataByteOrderMSB = False',
    `CompressedData = ${isCompressed ? 'True' : 'False'}`,
    ...(isCompressed ? [`CompressedDataSize = ${stored.length}`] : []),
    `TransformMatrix = ${four ? [...axes.map((axis) => [...axis, 0]), [0, 0, 0, 1]].flat().join(' ') : axes.flat().join(' ')}`,
    `Offset = ${image.origin.join(' ')}${four ? ' 0' : ''}`,
    'AnatomicalOrientation = RAI',
    `ElementSpacing = ${image.spacing.join(' ')}${four ? ' 1' : ''}`,
    `DimSize = ${image.size.join(' ')}${four ? ` ${images.length}` : ''}`,
    `ElementType = ${{ int16: 'MET_SHORT', uint8: 'MET_UCHAR', float32: 'MET_FLOAT' }[kindOf(image)]}`,
    `ElementDataFile = ${where}`,
  ];
  return { header: Buffer.from(`${header.join('\n')}\n`), stored };
}
