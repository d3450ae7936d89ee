import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { defineComponent, tokens, type Volume, type VolumeReader } from '../index.ts';
import { createVolumeFiles, createVolumeReaders, describeBytes, samplePath } from './index.ts';

const dir = mkdtempSync(join(tmpdir(), 'totalfm-volume-files-'));
afterAll(() => rmSync(dir, { recursive: true }));

const volume: Volume = {
  data: new Int16Array(1),
  size: [1, 1, 1],
  spacing: [1, 1, 1],
  origin: [0, 0, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
};

/** Reads files that begin with `magic`; the origin tells who read. */
const reader = (id: string, magic: string, place: number): VolumeReader => ({
  id,
  version: '1',
  format: id.toUpperCase(),
  extensions: [`.${id}`],
  recognizes: ({ head }) => Buffer.from(head).toString('latin1').startsWith(magic),
  read: async () => ({ ...volume, origin: [place, 0, 0] }),
  header: async () => volume,
});
const series: VolumeReader = {
  ...reader('series', '', 9),
  recognizes: async ({ kind, names, path }) => kind === 'folder' && names.length > 0 && path !== '',
};
const placed = async (path: string, readers: readonly VolumeReader[]) =>
  (await createVolumeFiles(readers).open(path)).origin[0];

async function fileOf(name: string, bytes: Uint8Array | string): Promise<string> {
  await writeFile(join(dir, name), bytes);
  return join(dir, name);
}

describe('volume files', () => {
  it('asks readers in order what they make of the content, whatever the name', async () => {
    const [a, b, alsoA] = [reader('a', 'AA', 1), reader('b', 'BB', 2), reader('also-a', 'A', 3)];
    expect(await placed(await fileOf('x.b', 'AAAA'), [b, a, alsoA])).toBe(1);
    expect(await placed(await fileOf('y.a', gzipSync('BBBB')), [a, b])).toBe(2);
    expect(await placed(await fileOf('z', 'AAAA'), [alsoA, a])).toBe(3);
    const files = createVolumeFiles([a, b]);
    expect((await files.readerOf(join(dir, 'y.a')))?.id).toBe('b');
    expect(await files.readerOf(await fileOf('none', 'CC'))).toBeUndefined();
    expect(await files.header(join(dir, 'z'))).toBe(volume);
  });

  it('opens a folder as one volume', async () => {
    await mkdir(join(dir, 'ct/deep'), { recursive: true });
    for (const name of ['ct/2', 'ct/1', 'ct/deep/3']) await fileOf(name, 'slice');
    await symlink(join(dir, 'nowhere'), join(dir, 'ct/broken'));
    await symlink(join(dir, 'ct/1'), join(dir, 'ct/link'));
    const files = createVolumeFiles([series]);
    expect((await files.open(join(dir, 'ct'))).origin[0]).toBe(9);
    expect(await files.filesOf(join(dir, 'ct'))).toEqual(
      ['ct/1', 'ct/2', 'ct/deep/3', 'ct/link'].map((name) => join(dir, name)),
    );
  });

  it('knows the files of a volume: what its reader says, else the file itself', async () => {
    const path = await fileOf('head.a', 'AA');
    const detached = { ...reader('a', 'AA', 1), files: async (file: string) => [file, `${file}.raw`] };
    expect(await createVolumeFiles([reader('a', 'AA', 1)]).filesOf(path)).toEqual([path]);
    expect(await createVolumeFiles([detached]).filesOf(path)).toEqual([path, `${path}.raw`]);
  });

  it('gives a label map the names that its file has', async () => {
    const path = await fileOf('labels', 'AA');
    const names = new Map([[5, 'liver']]);
    const named = { ...reader('a', 'AA', 1), readLabelMap: async () => ({ volume, names }) };
    expect(await createVolumeFiles([named]).labelMap(path)).toEqual({ volume, names });
    expect(await createVolumeFiles([reader('a', 'AA', 1)]).labelMap(path)).toEqual({
      volume: { ...volume, origin: [1, 0, 0] },
    });
  });

  it('says what was seen of an unknown file or folder, and what is known', async () => {
    const files = createVolumeFiles([reader('a', 'AA', 1), reader('b', 'BB', 2)]);
    const path = await fileOf('scan.a', Uint8Array.of(0, 1, 0xfe, 255, 4, 5, 6, 7, 8, 9));
    const error = { code: 'TFM_VOLUME_FORMAT', where: { file: path } };
    await expect(files.open(path)).rejects.toMatchObject(error);
    const works = [files.open, files.header, files.labelMap, (file: string) => files.filesOf(file)];
    for (const work of works)
      await expect(work(path)).rejects.toThrow(/begin with 00 01 fe ff 04 05 06 07\. Known formats: A; B\./);
    await mkdir(join(dir, 'empty'));
    await expect(files.open(join(dir, 'empty'))).rejects.toThrow(/a folder of nothing/);
    await expect(files.open(join(dir, 'ct'))).rejects.toThrow(/a folder of 5 entries \(1, 2, broken, …\)/);
    await expect(files.open(join(dir, 'not-there'))).rejects.toMatchObject({ code: 'TFM_FILE_MISSING' });
    await expect(files.readerOf('/dev/null')).rejects.toMatchObject({ code: 'TFM_FILE_MISSING' });
    await expect(createVolumeFiles([]).open(path)).rejects.toThrow(/Known formats: none/);
  });

  it('makes readers of components once, with default options, when a volume is first opened', async () => {
    const path = await fileOf('made', 'AA');
    let made = 0;
    const component = (needs = {}, issues?: readonly { message: string }[]) =>
      defineComponent({
        provides: tokens.VolumeReader,
        id: 'a',
        description: 'A.',
        options: { '~standard': { version: 1, vendor: 'test', validate: () => (issues ? { issues } : { value: 4 }) } },
        needs,
        create: ({ options }) => {
          made++;
          return reader('a', 'AA', options as number);
        },
      });
    const files = createVolumeFiles(() => createVolumeReaders([component()]));
    expect(made).toBe(0);
    expect((await files.open(path)).origin[0]).toBe(4);
    expect((await files.readers()).map(({ id }) => id)).toEqual(['a']);
    expect(made).toBe(1);
    const bad = [component({ secrets: tokens.Secrets }), component({}, [{ message: 'required' }])];
    for (const each of bad)
      await expect(createVolumeReaders([each])).rejects.toMatchObject({ code: 'TFM_VOLUME_READER' });
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort();
    const files = createVolumeFiles([reader('a', 'AA', 1)]);
    await expect(files.open(join(dir, 'labels'), { signal })).rejects.toMatchObject({ code: 'TFM_CANCELLED' });
    await expect(files.filesOf(join(dir, 'labels'), signal)).rejects.toMatchObject({ code: 'TFM_CANCELLED' });
  });
});

describe('a sample', () => {
  it('inflates the beginning of a gzip stream, and takes a damaged one as it is', async () => {
    const plain = Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * i * 7919) >> 3));
    const packed = gzipSync(plain);
    const sample = await samplePath(await fileOf('long.gz', packed));
    expect(sample.gzipped).toBe(true);
    expect(Buffer.from(sample.head)).toEqual(plain.subarray(0, sample.head.length));
    expect(sample.head.length).toBeGreaterThan(1000);
    const damaged = Buffer.concat([packed.subarray(0, 10), Buffer.alloc(20, 0xff)]);
    expect(await samplePath(await fileOf('damaged.gz', damaged))).toMatchObject({ gzipped: false, name: 'damaged.gz' });
    expect((await samplePath(await fileOf('bomb.gz', gzipSync(Buffer.alloc(1 << 24))))).head).toHaveLength(4096);
  });

  it('is described without its text', () => {
    expect(describeBytes(Buffer.from('Nodule in the left lobe.\n'))).toBe('a text');
    expect(describeBytes(Buffer.from('\ufeffNodule', 'utf16le'))).toBe('a text');
    expect(describeBytes(Buffer.from('NRRD0005\n'))).toBe('an NRRD file');
    expect(describeBytes(Buffer.alloc(0))).toBe('an empty file');
    expect(describeBytes(Uint8Array.of(3))).toBe('bytes that begin with 03');
  });
});
