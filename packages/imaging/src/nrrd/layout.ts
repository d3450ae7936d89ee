import type { Triple, VolumeGeometry } from '@totalfm/core';
import { imagingErrors } from '../errors.ts';
import { axesOf } from '../raw/axes-of.ts';
import { checkSize, type ImageLayout } from '../raw/decode-image.ts';
import { detachedFile } from '../raw/detached-file.ts';
import { badGeometry, badHeader } from '../raw/image-errors.ts';
import type { TextHeader } from '../raw/text-header.ts';
import { voxelTypes, type VoxelTypeName } from '../raw/voxel-types.ts';
import type { NrrdHeader } from './header.ts';

const typeNames: ReadonlyMap<string, VoxelTypeName> = new Map(
  Object.entries({
    int8: ['signed char', 'int8', 'int8_t'],
    uint8: ['uchar', 'unsigned char', 'uint8', 'uint8_t'],
    int16: ['short', 'short int', 'signed short', 'signed short int', 'int16', 'int16_t'],
    uint16: ['ushort', 'unsigned short', 'unsigned short int', 'uint16', 'uint16_t'],
    int32: ['int', 'signed int', 'int32', 'int32_t'],
    uint32: ['uint', 'unsigned int', 'uint32', 'uint32_t'],
    int64: ['longlong', 'long long', 'long long int', 'signed long long', 'signed long long int', 'int64', 'int64_t'],
    uint64: ['ulonglong', 'unsigned long long', 'unsigned long long int', 'uint64', 'uint64_t'],
    float32: ['float'],
    float64: ['double'],
  } satisfies Record<VoxelTypeName, readonly string[]>).flatMap(([type, names]) =>
    names.map((name) => [name, type as VoxelTypeName] as const),
  ),
);

/** Signs that turn a space's axes into LPS. */
const spaces: ReadonlyMap<string, Triple> = new Map([
  ['left-posterior-superior', [1, 1, 1]],
  ['lps', [1, 1, 1]],
  ['right-anterior-superior', [-1, -1, 1]],
  ['ras', [-1, -1, 1]],
  ['left-anterior-superior', [1, -1, 1]],
  ['las', [1, -1, 1]],
]);

const millimetres: ReadonlyMap<string, number> = new Map([['mm', 1], ['cm', 10], ['m', 1000], ['um', 0.001], ['µm', 0.001]]); // prettier-ignore
const compressions = new Map([['raw', 'none'], ['gzip', 'deflate'], ['gz', 'deflate']] as const); // prettier-ignore

export interface NrrdLayout extends ImageLayout {
  /** What was taken for granted of the orientation. */
  readonly assumed?: string;
}

/** What a header says is to come. Throws `TFM_IMAGE_FORMAT`, `TFM_IMAGE_DATA_TYPE`, `TFM_IMAGE_DIMENSIONS`, `TFM_IMAGE_GEOMETRY`. */
export function layoutOf(file: string, { fields }: NrrdHeader, { bytes: headerBytes }: TextHeader): NrrdLayout {
  const sizes = numbers(fields.get('sizes'));
  if (sizes.length !== Number(fields.get('dimension'))) throw badHeader(file, 'its sizes do not fit its dimension.');
  checkSize(file, sizes);
  const directions = directionsOf(file, fields, sizes.length);
  const spatial = directions.flatMap((direction, axis) => (direction ? [axis] : []));
  const other = directions.flatMap((direction, axis) => (direction ? [] : [axis]));
  const interleaved = other[0] === 0 && sizes.length === 4;
  if (spatial.length !== 3 || other.length > 1 || !(interleaved || other.every((axis) => axis === 3)))
    throw imagingErrors.TFM_IMAGE_DIMENSIONS({
      file,
      message: `${file} has dimensions ${sizes.join(' × ')} with ${spatial.length} axes in space; three are needed, and one more at most.`,
      fix: 'Extract one 3-D volume, and use that.',
    });
  const at = <T>(values: readonly T[]): [T, T, T] => [values[spatial[0]], values[spatial[1]], values[spatial[2]]];
  return {
    ...placed(file, fields, at(sizes), at(directions) as [Triple, Triple, Triple]),
    type: voxelTypes[typeOf(file, fields)],
    littleEndian: fields.get('endian')?.toLowerCase() !== 'big',
    frames: other.length === 0 ? 1 : sizes[other[0]],
    interleaved,
    data: dataOf(file, fields, headerBytes),
  };
}

type Fields = NrrdHeader['fields'];

const numbers = (text = ''): readonly number[] => text.split(/\s+/).filter(Boolean).map(Number);

/** `(a,b,c)` → three numbers; undefined for what is not. */
function vector(text: string): Triple | undefined {
  const values = text
    .replace(/[()\s]/g, '')
    .split(',')
    .map(Number);
  return values.length === 3 && values.every(Number.isFinite) ? [values[0], values[1], values[2]] : undefined;
}

/** The step of each axis in the file's space; undefined for an axis that is not in space. */
function directionsOf(file: string, fields: Fields, axes: number): readonly (Triple | undefined)[] {
  const written = fields.get('space directions');
  if (written !== undefined) {
    const parts = written.match(/\([^()]*\)|none/gi) ?? [];
    if (parts.length !== axes) throw badHeader(file, 'its space directions do not fit its dimension.');
    return parts.map((part) => (/none/i.test(part) ? undefined : (vector(part) ?? [NaN, NaN, NaN])));
  }
  const kinds = fields.get('kinds')?.toLowerCase().split(/\s+/) ?? [];
  const spacings = numbers(fields.get('spacings'));
  let placedAxes = 0;
  return Array.from({ length: axes }, (_, axis): Triple | undefined => {
    const isOther = kinds[axis] !== undefined && !['domain', 'space', '???', 'none'].includes(kinds[axis]);
    if (isOther || placedAxes === 3) return undefined;
    const step: [number, number, number] = [0, 0, 0];
    step[placedAxes++] = spacings[axis] || 1;
    return step;
  });
}

function placed(
  file: string,
  fields: Fields,
  size: Triple,
  steps: [Triple, Triple, Triple],
): { geometry: VolumeGeometry; assumed?: string } {
  const space = fields
    .get('space')
    ?.toLowerCase()
    .replace(/-time$/, '');
  const signs = spaces.get(space ?? '');
  if (space !== undefined && !signs) throw badGeometry(file, `its space “${space}” says nothing of the patient.`);
  const units = fields
    .get('space units')
    ?.match(/"([^"]*)"/)?.[1]
    .toLowerCase();
  const scale = millimetres.get(units ?? 'mm') ?? 1;
  const [x, y, z] = signs ?? [1, 1, 1];
  const turn = (step: Triple): Triple => [x * scale * step[0] || 0, y * scale * step[1] || 0, z * scale * step[2] || 0];
  const stated = vector(fields.get('space origin') ?? '(0,0,0)');
  const origin = turn(stated ?? [0, 0, 0]);
  const axes = axesOf([turn(steps[0]), turn(steps[1]), turn(steps[2])]);
  if (!axes || !stated || !origin.every(Number.isFinite))
    throw badGeometry(file, 'its axes are sheared, degenerate or not finite, or its origin is no place.');
  const assumed = 'The header names no space; axes are taken to run left, posterior, superior.';
  return { geometry: { size, origin, ...axes }, ...(signs ? {} : { assumed }) };
}

function typeOf(file: string, fields: Fields): VoxelTypeName {
  const name = fields.get('type')?.toLowerCase() ?? '';
  const type = typeNames.get(name);
  if (type) return type;
  throw imagingErrors.TFM_IMAGE_DATA_TYPE({
    file,
    message: `${file} has voxels of the NRRD type “${name}”, which is not a plain number.`,
    fix: 'Convert it to short.',
  });
}

function dataOf(file: string, fields: Fields, headerBytes: number): ImageLayout['data'] {
  const encoding = fields.get('encoding')?.toLowerCase() ?? '';
  const compression = compressions.get(encoding as 'raw');
  if (!compression) throw badHeader(file, `its encoding “${encoding}” is none of raw and gzip.`);
  const skipped = ['line skip', 'byte skip'].find((name) => Number(fields.get(name) ?? 0) !== 0);
  if (skipped) throw badHeader(file, `it asks for a ${skipped}, which is not read.`);
  const detached = fields.get('data file');
  if (detached === undefined) return { file, offset: headerBytes, compression };
  return { file: detachedFile(file, detached), offset: 0, compression };
}
