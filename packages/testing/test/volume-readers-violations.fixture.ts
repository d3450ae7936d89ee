/** Readers of a made-up format, one that is sound and one for each way to break the contract of `VolumeReader`. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  voxelCount,
  coreErrors,
  readError,
  throwIfAborted,
  type ReadVolumeOptions,
  type Triple,
  type Volume,
  type VolumeGeometry,
  type VolumeReader,
} from '@totalfm/core';
import { describeVolumeReader, type VolumeToWrite } from '../src/index.ts';

interface ToyHeader extends VolumeGeometry {
  readonly type: 'Int16Array' | 'Uint8Array' | 'Float32Array';
  readonly slope: number;
  readonly intercept: number;
}

const magic = 'TOY ';

async function writeToy(dir: string, name: string, { volume, slope = 1, intercept = 0 }: VolumeToWrite) {
  const { data, ...geometry } = volume;
  const header = { ...geometry, type: data.constructor.name, slope, intercept };
  const path = join(dir, `${name}.toy`);
  await writeFile(path, Buffer.concat([Buffer.from(`${magic}${JSON.stringify(header)}\n`), Buffer.from(data.buffer)]));
  return path;
}

async function partsOf(path: string, { signal }: ReadVolumeOptions) {
  throwIfAborted(signal);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw readError(error, path);
  });
  throwIfAborted(signal);
  const end = bytes.indexOf('\n');
  const header = JSON.parse(bytes.toString('utf8', magic.length, end)) as ToyHeader;
  return { header, voxels: bytes.subarray(end + 1) };
}

const geometryOf = ({ size, spacing, origin, direction }: ToyHeader): VolumeGeometry => ({
  size,
  spacing,
  origin,
  direction,
});

async function read(path: string, options: ReadVolumeOptions = {}): Promise<Volume> {
  const { header, voxels } = await partsOf(path, options);
  const { type, slope, intercept, size } = header;
  const stored = new { Int16Array, Uint8Array, Float32Array }[type](Uint8Array.from(voxels).buffer);
  if (stored.length < voxelCount(size))
    throw coreErrors.TFM_FILE_MISSING({ file: path, message: `${path} is cut short.`, fix: 'Copy it again.' });
  const scaled = Float32Array.from(stored, (value) => value * slope + intercept);
  const whole = type !== 'Float32Array' && Number.isInteger(slope);
  return { data: whole ? Int16Array.from(scaled) : scaled, ...geometryOf(header) };
}

const sound: VolumeReader = {
  id: 'toy',
  version: '1',
  format: 'Toy',
  extensions: ['.toy'],
  recognizes: ({ head }) => Buffer.from(head).toString('latin1').startsWith(magic),
  read,
  header: async (path, options = {}) => geometryOf((await partsOf(path, options)).header),
};

const change = (change: (volume: Volume) => Volume): VolumeReader => ({
  ...sound,
  read: async (path, options) => change(await read(path, options)),
});

const turned = ([x, y, z]: Triple): Triple => [-x, -y, z];

const readers: Readonly<Record<string, VolumeReader>> = {
  sound,
  'by-name': { ...sound, recognizes: ({ name }) => name.endsWith('.toy') },
  ras: change((volume) => ({ ...volume, origin: turned(volume.origin) })),
  'scaled-twice': {
    ...sound,
    async read(path, options) {
      const { slope, intercept } = (await partsOf(path, options ?? {})).header;
      const volume = await read(path, options);
      return { ...volume, data: volume.data.map((value) => value * slope + intercept) };
    },
  },
  rounding: change((volume) => ({ ...volume, data: Int16Array.from(volume.data) })),
  forgiving: {
    ...sound,
    async read(path, options = {}) {
      const { header } = await partsOf(path, options);
      const volume = { data: new Int16Array(voxelCount(header.size)), ...geometryOf(header) };
      return read(path, options).catch((error: { message: string }) => {
        if (error.message.endsWith('cut short.')) return volume;
        throw error;
      });
    },
  },
  deaf: { ...sound, read: (path) => read(path), header: (path) => sound.header(path) },
  'stops-only-before': {
    ...sound,
    async read(path, { signal } = {}) {
      throwIfAborted(signal);
      return read(path);
    },
  },
};

for (const [name, reader] of Object.entries(readers))
  describeVolumeReader(name, { make: () => reader, write: writeToy, lacks: ['names'] });
