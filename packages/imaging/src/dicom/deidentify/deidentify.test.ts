import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createRandom, filesBelow, voxelCount, type Volume } from '@totalfm/core';
import { afterAll, describe, expect, it } from 'vitest';
import { createDicomReader } from '../dicom-reader.ts';
import { itemsOf, stringOf } from '../parse/data-set.ts';
import { readHead } from '../parse/read-head.ts';
import { tags } from '../parse/tags.ts';
import { encodeSegmentation } from '../seg/encode-segmentation.ts';
import { readReferenceSeries } from '../seg/reference-series.ts';
import { fileSource } from '../source/byte-source.ts';
import { sliceFile, type SliceToWrite } from '../test-support/ct-series.ts';
import { frameEncoder } from '../test-support/encode-wavelet.ts';
import { segmentationFile } from '../test-support/segmentation.ts';
import { writeZip } from '../test-support/write-zip.ts';
import { deidentifyTree, type DeidentifiedFile } from './deidentify-tree.ts';
import { hashedPatientId, pseudonymsOf } from './pseudonyms.ts';
import { shiftedDate } from './shift-date.ts';

const dir = mkdtempSync(join(tmpdir(), 'totalfm-deidentify-'));
afterAll(() => rmSync(dir, { recursive: true }));

const pseudonyms = pseudonymsOf(Buffer.from('a key of a project, long enough'));
const grid: Omit<Volume, 'data'> = {
  size: [16, 12, 4],
  spacing: [0.7, 0.7, 2],
  origin: [-5, 6, 7],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
};
const ct: Volume<Int16Array> = {
  ...grid,
  data: Int16Array.from({ length: voxelCount(grid.size) }, (_, i) => ((i * 37) % 2000) - 1000),
};
/** Texts that must not come out, wherever they stand. */
const secrets = ['SECRET', '19501231', '20200131', '20200130', '1.2.3.4', '9999'];
const telling: NonNullable<SliceToWrite['also']> = {
  [0x00080018]: undefined,
  [0x00080080]: ['LO', 'SECRET hospital'],
  [0x0008002a]: ['DT', '20200131101112.5+0100'],
  [0x00080030]: ['TM', '101112'],
  [0x00080050]: ['SH', 'SECRET1'],
  [0x00080090]: ['PN', 'SECRET^Doctor'],
  [0x0008103e]: ['LO', 'thorax of Mr SECRET'],
  [0x00081048]: ['PN', 'SECRET^Physician'],
  [0x00081140]: ['SQ', [[[0x00081150, 'UI', '1.2.840.10008.5.1.4.1.1.2'], [0x00081155, 'UI', '1.2.3.4.77'], [0x00104000, 'LT', 'SECRET']]]],
  [0x00090010]: ['LO', 'SECRET MAKER'],
  [0x00091001]: ['LO', 'SECRET'],
  [0x00100010]: ['PN', 'SECRET^Eva'],
  [0x00100020]: ['LO', 'SECRET-7'],
  [0x00100030]: ['DA', '19501231'],
  [0x00101010]: ['AS', '069Y'],
  [0x00181000]: ['LO', '9999'],
  [0x00181210]: ['SH', 'B30f'],
  [0x00200052]: ['UI', '1.2.3.4.9'],
  [0x00204000]: ['LT', 'SECRET'],
  [0x00400244]: ['DA', '20200130'],
  [0x00400275]: ['SQ', [[[0x00400007, 'LO', 'SECRET']]]],
  [0x60003000]: ['OW', Buffer.from('SECRET')],
}; // prettier-ignore

function slice(k: number, how: SliceToWrite = {}): Buffer {
  const own = { [tags.SOPInstanceUID]: ['UI', `1.2.3.4.${k + 1}`] } as SliceToWrite['also'];
  return sliceFile(ct, k, { ...how, also: { ...telling, ...own, ...how.also } });
}

async function all(from: string, to: string, options = {}): Promise<readonly DeidentifiedFile[]> {
  const found: DeidentifiedFile[] = [];
  for await (const one of deidentifyTree(from, to, { pseudonyms, ...options })) found.push(one);
  return found;
}

let count = 0;
function folderOf(files: Readonly<Record<string, Buffer>>): string {
  const path = join(dir, `in-${count++}`);
  mkdirSync(join(path, 'SECRET Eva'), { recursive: true });
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(path, 'SECRET Eva', name), bytes);
  return path;
}
const series = (how?: SliceToWrite) => Object.fromEntries([0, 1, 2, 3].map((k) => [`${k}.dcm`, slice(k, how)]));
const headOf = async (path: string) => (await readHead(await fileSource(path))).set;

describe('de-identified files', () => {
  it('have the same voxels and geometry, and nothing that identifies, in every way of writing elements', async () => {
    for (const how of [{}, { syntax: '' }, { syntax: '.2' }, { counted: true }, { syntax: '', counted: true }]) {
      const [from, to] = [folderOf(series(how)), join(dir, `out-${count++}`)];
      expect((await all(from, to)).map(({ outcome }) => outcome)).toEqual(Array(4).fill('written'));
      const [patient] = (await filesBelow(to)).map((path) => path.slice(to.length + 1));
      expect(patient).toMatch(/^P[0-9a-f]{16}.2\.25\.\d+.2\.25\.\d+.2\.25\.\d+\.dcm$/);
      for (const path of await filesBelow(to)) {
        const bytes = readFileSync(path).toString('latin1');
        expect(secrets.filter((secret) => `${path}${bytes}`.includes(secret))).toEqual([]);
      }
      const reader = createDicomReader();
      expect(await reader.read(dirname((await filesBelow(to))[0]))).toEqual(await reader.read(from));
    }
  });

  it('have the same bytes of compressed and deflated pixel data', async () => {
    const encode = await frameEncoder('jpeg-ls');
    const frame = encode(Uint16Array.from(ct.data.subarray(0, 192), (hu) => hu + 1000), { width: 16, height: 12, bitsPerSample: 12, isSigned: false }); // prettier-ignore
    const also = { [tags.BitsStored]: ['US', 12], [tags.HighBit]: ['US', 11], [tags.PixelRepresentation]: ['US', 0] } as SliceToWrite['also']; // prettier-ignore
    const from = folderOf({
      a: slice(0, { syntax: '.4.80', pixels: [frame], also }),
      b: slice(1, { syntax: '.1.99' }),
    });
    const to = join(dir, `out-${count++}`);
    await all(from, to);
    expect(await filesBelow(to)).toHaveLength(2);
    const written = (await filesBelow(to)).map((path) => readFileSync(path));
    expect(written.some((bytes) => bytes.includes(Buffer.from(frame)))).toBe(true);
    const values = async (folder: string) =>
      Promise.all((await filesBelow(folder)).map(async (path) => (await createDicomReader().read(path)).data));
    expect(new Set(await values(to))).toEqual(new Set(await values(from)));
  });

  it('say who they are by the same pseudonyms over files, and move dates by the same days', async () => {
    const from = folderOf(series());
    const reference = await readReferenceSeries(from);
    const labels = { volume: { ...grid, data: Uint8Array.from(ct.data, (hu) => Number(hu > 0)) }, names: new Map([[1, 'liver']]) }; // prettier-ignore
    writeFileSync(join(from, 'seg.dcm'), encodeSegmentation(labels, reference));
    const to = join(dir, `out-${count++}`);
    const files = await all(from, to);
    expect(files.map(({ outcome }) => outcome)).toEqual(Array(5).fill('written'));
    const heads = await Promise.all(files.map(({ to: name }) => headOf(join(to, name as string))));
    const seg = heads.find((set) => stringOf(set, tags.Modality) === 'SEG') ?? expect.fail('a segmentation');
    const ctHeads = heads.filter((set) => set !== seg);
    const [frame] = itemsOf(seg, tags.PerFrameFunctionalGroupsSequence);
    const [source] = itemsOf(itemsOf(frame, 0x00089124)[0], 0x00082112);
    expect(ctHeads.map((set) => stringOf(set, tags.SOPInstanceUID))).toContain(stringOf(source, 0x00081155));
    for (const tag of [tags.StudyInstanceUID, tags.FrameOfReferenceUID, tags.PatientID, tags.AccessionNumber])
      expect(new Set(heads.map((set) => stringOf(set, tag))).size).toBe(1);
    const days = pseudonyms.days('SECRET-7');
    expect(stringOf(ctHeads[0], tags.StudyDate)).toBe(shiftedDate('20200131', days));
    expect(stringOf(ctHeads[0], tags.AcquisitionDateTime)).toBe(shiftedDate('20200131101112.5+0100', days));
    expect(stringOf(ctHeads[0], tags.PatientID)).toBe(hashedPatientId('SECRET-7', Buffer.from('a key of a project, long enough'))); // prettier-ignore
    expect(stringOf(ctHeads[0], tags.ConvolutionKernel)).toBe('B30f');
    expect(stringOf(ctHeads[0], 0x00120062)).toBe('YES');
    const name = files.find((one) => one.from === 'seg.dcm')?.to as string;
    expect((await createDicomReader().readLabelMap?.(join(to, name)))?.names?.get(1)).toBe('liver');
    const other = pseudonymsOf(Buffer.from('another key'));
    expect(other.uid('1.2.3')).not.toBe(pseudonyms.uid('1.2.3'));
    expect(pseudonyms.uid('1.2.3').length).toBeLessThanOrEqual(64);
  });

  it('do not stop for broken ones, nor show what may name the patient, and are not written twice', async () => {
    const files: Record<string, Buffer> = {};
    for (let k = 0; k < 20; k++) files[`${String(k).padStart(2, '0')}.dcm`] = slice(k % 4, { also: { [tags.SOPInstanceUID]: ['UI', `1.2.3.4.${k}`] } }); // prettier-ignore
    files['07.dcm'] = files['07.dcm'].subarray(0, files['07.dcm'].length - 9);
    files['capture.dcm'] = slice(0, { also: { [tags.SOPClassUID]: ['UI', '1.2.840.10008.5.1.4.1.1.7'], [tags.Modality]: ['CS', 'OT'], [tags.SOPInstanceUID]: ['UI', '1.2.3.4.51'] } }); // prettier-ignore
    files['burned.dcm'] = slice(0, {
      also: { [0x00280301]: ['CS', 'YES'], [tags.SOPInstanceUID]: ['UI', '1.2.3.4.52'] },
    });
    files['notes.txt'] = Buffer.from('SECRET');
    const [from, to] = [folderOf(files), join(dir, `out-${count++}`)];
    const first = await all(from, to);
    const by = (outcome: string, of = first) => of.filter((one) => one.outcome === outcome);
    expect(by('written')).toHaveLength(19);
    expect(by('failed').map(({ from, error }) => [from, error?.code])).toEqual([[join('SECRET Eva', '07.dcm'), 'TFM_DICOM_TRUNCATED']]); // prettier-ignore
    expect(by('refused').map(({ error }) => error?.code)).toEqual(Array(2).fill('TFM_DEIDENTIFY_REFUSED'));
    expect(by('other')).toHaveLength(1);
    const again = await all(from, to);
    expect(by('there', again)).toHaveLength(19);
    expect(by('written', again)).toHaveLength(0);
    expect(by('written', await all(from, join(dir, `out-${count++}`), { keepBurnedIn: true }))).toHaveLength(21);
  });

  it('come out of zip archives as files; what is locked, damaged, packed otherwise or a DICOMDIR is said', async () => {
    const zip = (name: string, ...slices: readonly number[]) =>
      writeZip(slices.map((k) => ({ name: `${name}/IM${k}`, bytes: slice(k) })));
    const locked = zip('locked', 2);
    locked[locked.lastIndexOf('PK\x01\x02') + 8] |= 1;
    const changed = zip('changed', 1, 3);
    // The second member is stored as it is: its checksum alone tells that it was changed.
    changed[changed.indexOf('PK\x01\x02') - 1] ^= 1;
    const text = { name: 'SECRET.txt', bytes: Buffer.from('SECRET') };
    const nested = writeZip([{ name: 'inner.zip', bytes: zip('inner', 0) }, text]);
    const from = folderOf({
      'a.zip': zip('SECRET Eva', 0, 1, 2, 3),
      'b.zip': locked,
      'c.zip': changed,
      'd.zip': nested,
      'e.zip': zip('cut', 0).subarray(0, 500),
      'f.tar.gz': gzipSync(slice(0)),
      DICOMDIR: slice(0, { also: { [tags.SOPClassUID]: ['UI', '1.2.840.10008.1.3.10'] } }),
    });
    const to = join(dir, `out-${count++}`);
    const files = await all(from, to);
    const told = files.map((one) => [one.from.replace('SECRET Eva', ''), one.outcome, one.error?.code]);
    expect(told).toEqual([
      ['/DICOMDIR', 'other', 'TFM_DEIDENTIFY_LEFT_OUT'],
      ...[0, 1, 2, 3].map((k) => [`/a.zip/SECRET Eva/IM${k}`, 'written', undefined]),
      ['/b.zip/locked/IM2', 'failed', 'TFM_DICOM_CORRUPT'],
      ['/c.zip/changed/IM1', 'there', undefined],
      ['/c.zip/changed/IM3', 'failed', 'TFM_DICOM_CORRUPT'],
      ['/d.zip/inner.zip', 'other', 'TFM_DEIDENTIFY_LEFT_OUT'],
      ['/d.zip/SECRET.txt', 'other', undefined],
      ['/e.zip', 'failed', 'TFM_DICOM_CORRUPT'],
      ['/f.tar.gz', 'other', 'TFM_DEIDENTIFY_LEFT_OUT'],
    ]);
    const reader = createDicomReader();
    const archive = await reader.read(join(from, 'SECRET Eva', 'a.zip'));
    expect(await reader.read(dirname((await filesBelow(to))[0]))).toEqual(archive);
    for (const path of await filesBelow(to))
      expect(secrets.filter((secret) => `${path}${readFileSync(path, 'latin1')}`.includes(secret))).toEqual([]);
  });

  it('hold nothing of their sources in a segmentation of another writer, either', async () => {
    const frames = [{ slice: 1, segment: 1, pixels: Array.from({ length: 192 }, (_, i) => i % 2) }];
    const bytes = segmentationFile(grid, { type: 'BINARY', bits: 1, segments: [{ number: 1, label: 'Liver' }], frames, also: telling }); // prettier-ignore
    const [from, to] = [folderOf({ 'seg.dcm': Buffer.concat([bytes]) }), join(dir, `out-${count++}`)];
    const [{ outcome }] = await all(from, to);
    expect(outcome).toBe('failed');
    const named = segmentationFile(grid, { type: 'BINARY', bits: 1, segments: [{ number: 1, label: 'Liver' }], frames, also: { ...telling, [0x00080018]: ['UI', '1.2.3.4.5'] } }); // prettier-ignore
    await all(folderOf({ 'seg.dcm': named }), to);
    const [path] = await filesBelow(to);
    expect(secrets.filter((secret) => readFileSync(path).toString('latin1').includes(secret))).toEqual([]);
    expect((await createDicomReader().readLabelMap?.(path))?.volume.data).toEqual(Uint8Array.from(frames[0].pixels));
  });
});

describe('dates', () => {
  it('move by whole days over months and years, and are empty where they are none', () => {
    expect(shiftedDate('20200301', -1)).toBe('20200229');
    expect(shiftedDate('2020.03.01', -366)).toBe('20190301');
    expect(shiftedDate('20200101235959.123+0100', -1)).toBe('20191231235959.123+0100');
    for (const none of ['', '2020', '202013', '20200230', 'SECRET', '20201301']) expect(shiftedDate(none, -5)).toBe('');
    const random = createRandom(3);
    for (let i = 0; i < 200; i++) {
      const days = pseudonyms.days(String(random.integer(1e6)));
      expect(days).toBeLessThan(0);
      expect(days).toBeGreaterThanOrEqual(-3650);
    }
  });
});
