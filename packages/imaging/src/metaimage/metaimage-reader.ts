import { defineComponent, tokens, type ReadVolumeOptions, type Triple, type VolumeReader } from '@totalfm/core';
import { z } from 'zod';
import { imagingErrors } from '../errors.ts';
import { axesOf } from '../raw/axes-of.ts';
import { checkSize, decodeImage, type ImageLayout } from '../raw/decode-image.ts';
import { detachedFile } from '../raw/detached-file.ts';
import { badGeometry, badHeader } from '../raw/image-errors.ts';
import { readTextHeader } from '../raw/text-header.ts';
import { voxelTypes, type VoxelTypeName } from '../raw/voxel-types.ts';

const identity = { id: 'metaimage', version: '1' } as const;

/** Reads MetaImage files (`.mha`, and `.mhd` with its data beside it), plain and compressed, as ITK writes them. */
export function createMetaImageReader(): VolumeReader {
  return {
    ...identity,
    format: 'MetaImage',
    extensions: ['.mha', '.mhd'],
    recognizes: ({ head, gzipped }) => !gzipped && isMetaImage(head),
    read: async (path, options) => decodeImage(await open(path, options), options),
    header: async (path, options) => (await open(path, options)).geometry,
    async files(path, signal) {
      return [...new Set([path, (await open(path, { signal })).data.file])].sort();
    },
  };
}

const isMetaImage = (head: Uint8Array): boolean => {
  const text = Buffer.from(head).toString('latin1');
  return /^(ObjectType|NDims|Comment)\s*=/.test(text) && /^(ElementType|ElementDataFile|DimSize)\s*=/m.test(text);
};

const types: ReadonlyMap<string, VoxelTypeName> = new Map([
  ['MET_CHAR', 'int8'],
  ['MET_UCHAR', 'uint8'],
  ['MET_SHORT', 'int16'],
  ['MET_USHORT', 'uint16'],
  ['MET_INT', 'int32'],
  ['MET_UINT', 'uint32'],
  ['MET_LONG', 'int32'],
  ['MET_ULONG', 'uint32'],
  ['MET_LONG_LONG', 'int64'],
  ['MET_ULONG_LONG', 'uint64'],
  ['MET_FLOAT', 'float32'],
  ['MET_DOUBLE', 'float64'],
]);

type Fields = ReadonlyMap<string, string>;

/** `ElementDataFile` is the header's last line; the data follow it where it says LOCAL. */
function endOfHeader(bytes: Buffer, isAll: boolean): number | undefined {
  const at = /^ElementDataFile[ \t]*=[^\n]*\n/m.exec(bytes.toString('latin1'));
  return at ? at.index + at[0].length : isAll ? bytes.length : undefined;
}

async function open(path: string, { signal }: ReadVolumeOptions = {}): Promise<ImageLayout> {
  const header = await readTextHeader(path, endOfHeader, signal);
  if (!header) throw badHeader(path, 'it has no header of MetaImage.');
  const lines = header.text.split('\n').map((line): [string, string] => {
    const sign = line.indexOf('=');
    return sign < 0 ? ['', ''] : [line.slice(0, sign).trimEnd(), line.slice(sign + 1).trim()];
  });
  return layoutOf(path, new Map(lines), header.bytes);
}

function layoutOf(file: string, fields: Fields, headerBytes: number): ImageLayout {
  const sizes = numbersOf(fields, 'DimSize');
  const dimensions = Number(fields.get('NDims'));
  if (sizes.length !== dimensions) throw badHeader(file, 'its DimSize does not fit its NDims.');
  checkSize(file, sizes);
  if (dimensions !== 3 && dimensions !== 4)
    throw imagingErrors.TFM_IMAGE_DIMENSIONS({
      file,
      message: `${file} has dimensions ${sizes.join(' × ')}; three are needed, and one more at most.`,
      fix: 'Extract one 3-D volume, and use that.',
    });
  const type = types.get(fields.get('ElementType') ?? '');
  if (!type)
    throw imagingErrors.TFM_IMAGE_DATA_TYPE({
      file,
      message: `${file} has voxels of the type ${fields.get('ElementType') ?? '(none)'}, which is not a plain number.`,
      fix: 'Convert it to MET_SHORT.',
    });
  const channels = Number(fields.get('ElementNumberOfChannels') ?? 1);
  if (!Number.isInteger(channels) || channels < 1 || (channels > 1 && dimensions === 4))
    throw badHeader(file, `it has ${channels} channels.`);
  return {
    geometry: { size: [sizes[0], sizes[1], sizes[2]], ...placed(file, fields, dimensions) },
    type: voxelTypes[type],
    littleEndian: !isTrue(fields.get('ElementByteOrderMSB') ?? fields.get('BinaryDataByteOrderMSB')),
    frames: channels > 1 ? channels : (sizes[3] ?? 1),
    interleaved: channels > 1,
    data: dataOf(file, fields, headerBytes),
  };
}

const numbersOf = (fields: Fields, ...names: readonly string[]): readonly number[] => {
  const written = names.map((name) => fields.get(name)).find((value) => value !== undefined) ?? '';
  return written.split(/\s+/).filter(Boolean).map(Number);
};

const isTrue = (value?: string) => /^(true|1)$/i.test(value ?? '');

/** Offset and axes are in LPS, as ITK takes them; each row of the matrix is an axis of the volume. */
function placed(file: string, fields: Fields, dimensions: number) {
  const matrix = numbersOf(fields, 'TransformMatrix', 'Rotation', 'Orientation');
  const spacing = numbersOf(fields, 'ElementSpacing', 'ElementSize');
  const offset = numbersOf(fields, 'Offset', 'Position', 'Origin');
  const step = (axis: number): Triple => {
    const of = (row: number) => (matrix.length > 0 ? matrix[axis * dimensions + row] : Number(axis === row));
    const length = Math.abs(spacing[axis] ?? 1);
    return [of(0) * length, of(1) * length, of(2) * length];
  };
  const axes = axesOf([step(0), step(1), step(2)]);
  const origin: Triple = [offset[0] ?? 0, offset[1] ?? 0, offset[2] ?? 0];
  if (!axes || !origin.every(Number.isFinite))
    throw badGeometry(file, 'its axes are sheared, degenerate or not finite, or its offset is no place.');
  return { ...axes, origin };
}

function dataOf(file: string, fields: Fields, headerBytes: number): ImageLayout['data'] {
  if (/^false$/i.test(fields.get('BinaryData') ?? '')) throw badHeader(file, 'its voxels are text, which is not read.');
  const compression = isTrue(fields.get('CompressedData')) ? 'deflate' : 'none';
  const where = fields.get('ElementDataFile');
  if (where === undefined) throw badHeader(file, 'it does not say where its voxels are (ElementDataFile).');
  if (/^local$/i.test(where)) return { file, offset: headerBytes, compression };
  const skip = Number(fields.get('HeaderSize') ?? 0);
  if (!Number.isSafeInteger(skip) || skip < 0)
    throw badHeader(file, 'it does not say where in their file its voxels begin.');
  return { file: detachedFile(file, where), offset: skip, compression };
}

export const metaImageReader = defineComponent({
  provides: tokens.VolumeReader,
  ...identity,
  description: 'MetaImage files (.mha, .mhd).',
  options: z.strictObject({}),
  create: createMetaImageReader,
});
