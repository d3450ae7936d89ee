import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, type Volume } from '@totalfm/core';
import { expectCodedError } from '@totalfm/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { createDicomReader } from '../dicom-reader.ts';
import { tags } from '../parse/tags.ts';
import { sliceFile, type SliceToWrite } from '../test-support/ct-series.ts';
import { encodeJpeg } from '../test-support/encode-jpeg.ts';
import { frameEncoder } from '../test-support/encode-wavelet.ts';

const dir = mkdtempSync(join(tmpdir(), 'totalfm-dicom-'));
afterAll(() => rmSync(dir, { recursive: true }));

const [columns, rows] = [37, 21];
const random = createRandom(3);
/** A ramp with noise and sharp edges, of 12 bits as scanners store them. */
const stored = Uint16Array.from({ length: columns * rows }, (_, i) => {
  const [x, y] = [i % columns, Math.floor(i / columns)];
  return x > 25 && y < 9 ? 4095 : Math.min(4095, Math.floor(900 + 20 * x + 15 * y + 40 * random.next()));
});
const ct: Volume<Int16Array> = {
  data: Int16Array.from(stored, (value) => value - 1024),
  size: [columns, rows, 1],
  spacing: [0.7, 0.7, 2],
  origin: [1, 2, 3],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
};
const twelveBits: SliceToWrite['also'] = {
  [tags.BitsStored]: ['US', 12],
  [tags.HighBit]: ['US', 11],
  [tags.PixelRepresentation]: ['US', 0],
  [tags.RescaleIntercept]: ['DS', '-1024'],
};
const slopes = (slope: number, intercept: number) =>
  ({ [tags.RescaleSlope]: ['DS', `${slope}`], [tags.RescaleIntercept]: ['DS', `${intercept}`] }) as const;
/** Unsigned values of so many bits, which are HU. */
const bits = (stored: number): SliceToWrite['also'] => ({
  ...twelveBits,
  [tags.BitsAllocated]: ['US', stored === 8 ? 8 : 16],
  [tags.BitsStored]: ['US', stored],
  [tags.HighBit]: ['US', stored - 1],
  ...slopes(1, 0),
});
const info = { width: columns, height: rows, bitsPerSample: 12, isSigned: false };
const jpeg = { rows, columns, precision: 12, samples: stored };

let files = 0;
async function read(slice: SliceToWrite): Promise<Volume> {
  const path = join(dir, `${files++}.dcm`);
  writeFileSync(path, sliceFile(ct, 0, { also: twelveBits, ...slice }));
  return createDicomReader().read(path);
}

const bytesOf = (values: Uint16Array | Int16Array) => new Uint8Array(values.slice().buffer);
const farthest = (volume: Volume) => Math.max(...Array.from(volume.data, (value, i) => Math.abs(value - ct.data[i])));

describe('transfer syntaxes', () => {
  it.each(['', '.1', '.1.99', '.2'])('reads native pixels: 1.2.840.10008.1.2%s', async (syntax) => {
    expect((await read({ syntax, pixels: bytesOf(stored) })).data).toEqual(ct.data);
  });

  it.each([
    ['.4.90', 'jpeg-2000', 0],
    ['.4.91', 'jpeg-2000', 0],
    ['.4.201', 'htj2k', 0],
    ['.4.202', 'htj2k', 0],
    ['.4.203', 'htj2k', 0],
    ['.4.80', 'jpeg-ls', 0],
    ['.4.81', 'jpeg-ls', 3],
  ] as const)('reads 1.2.840.10008.1.2%s', async (syntax, coding, near) => {
    const frame = (await frameEncoder(coding))(stored, info, near);
    expect(farthest(await read({ syntax, pixels: [frame] }))).toBeLessThanOrEqual(near);
  });

  it.each([
    ['.4.90', 'jpeg-2000'],
    ['.4.201', 'htj2k'],
    ['.4.80', 'jpeg-ls'],
  ] as const)('does not read the half of a frame: 1.2.840.10008.1.2%s', async (syntax, coding) => {
    const frame = (await frameEncoder(coding))(stored, info);
    expect((await read({ syntax, pixels: [Buffer.concat([frame, Buffer.alloc(frame.length % 2)])] })).data).toEqual(
      ct.data,
    );
    for (const end of [frame.length >> 1, frame.length - 20])
      await expectCodedError(read({ syntax, pixels: [frame.subarray(0, end)] }), 'TFM_DICOM_CORRUPT');
  });

  it('joins the fragments of a frame', async () => {
    const frame = (await frameEncoder('jpeg-ls'))(stored, info);
    const pixels = [frame.subarray(0, 100), frame.subarray(100, 302), frame.subarray(302)];
    expect((await read({ syntax: '.4.80', pixels })).data).toEqual(ct.data);
  });

  it('reads signed samples, whatever a codestream says of their sign', async () => {
    const also = {
      ...twelveBits,
      [tags.PixelRepresentation]: ['US', 1],
      [tags.RescaleIntercept]: ['DS', '0'],
    } as SliceToWrite['also'];
    const signed = Int16Array.from(stored, (value) => (value >> 1) - 1024);
    const masked = Uint16Array.from(signed, (value) => value & 0xfff);
    const encode = await frameEncoder('jpeg-2000');
    const frames = [encode(signed, { ...info, isSigned: true }), encode(masked, info)];
    for (const frame of frames) expect((await read({ syntax: '.4.90', also, pixels: [frame] })).data).toEqual(signed);
    const lossless = await encodeJpeg({ ...jpeg, samples: masked });
    expect((await read({ syntax: '.4.70', also, pixels: [lossless] })).data).toEqual(signed);
  });

  it.each([1, 2, 3, 4, 5, 6, 7])('reads lossless JPEG of predictor %i', async (predictor) => {
    const pixels = [await encodeJpeg(jpeg, { predictor })];
    expect((await read({ syntax: '.4.57', pixels })).data).toEqual(ct.data);
  });

  it('reads lossless JPEG of 16 and 8 bits, and a point transform', async () => {
    // Differences of all sizes, and of 32768, which has no bits.
    const wild = Uint16Array.from(stored, (value, i) => (i % 5 === 0 ? 0 : i % 5 === 1 ? 32768 : value * 16));
    const sixteen = await encodeJpeg({ ...jpeg, precision: 16, samples: wild });
    expect(Array.from((await read({ syntax: '.4.70', also: bits(16), pixels: [sixteen] })).data)).toEqual(
      Array.from(wild),
    );
    const bytes = stored.map((value) => value >> 4);
    const eight = await encodeJpeg({ ...jpeg, precision: 8, samples: bytes });
    expect(Array.from((await read({ syntax: '.4.70', also: bits(8), pixels: [eight] })).data)).toEqual(
      Array.from(bytes),
    );
    const coarse = await read({
      syntax: '.4.57',
      pixels: [await encodeJpeg(jpeg, { predictor: 4, pointTransform: 2 })],
    });
    expect(Array.from(coarse.data)).toEqual(Array.from(stored, (value) => (value & ~3) - 1024));
  });

  it('reads baseline JPEG of 8 bits', async () => {
    const eight = { ...jpeg, precision: 8, samples: stored.map((value) => value >> 4) };
    const also = { ...bits(8), ...slopes(16, -1024) };
    const frame = await encodeJpeg(eight, { lossy: true, quality: 100 });
    expect(farthest(await read({ syntax: '.4.50', also, pixels: [frame] }))).toBeLessThanOrEqual(32);
  });

  it.each([
    ['extended.jpg', '.4.51', 12, 1],
    ['lossless-12.jpg', '.4.57', 12, 0],
    ['lossless-16.jpg', '.4.57', 16, 0],
  ] as const)('reads %s, which libjpeg-turbo wrote', async (name, syntax, stored, tolerance) => {
    // 24 × 16 pixels of 12 bits by imagecodecs 2026.3.6; times 40 for 16 bits.
    const frame = readFileSync(join(import.meta.dirname, '../test-support/frames', name));
    const also = { ...bits(stored), [tags.Rows]: ['US', 16], [tags.Columns]: ['US', 24] } as SliceToWrite['also'];
    const { data } = await read({ syntax, also, pixels: [frame] });
    const factor = stored === 16 ? 40 : 1;
    const off = Array.from(data, (value, i) => Math.abs(value - factor * (1000 + ((i * i) % 97) + 20 * (i % 24))));
    expect([off.length, Math.max(...off) <= tolerance]).toEqual([24 * 16, true]);
  });

  it('does not read JPEG that is cut short, of another size or in colour, or a process that CTs do not have', async () => {
    const frame = await encodeJpeg(jpeg);
    const damaged = (change: (bytes: Buffer) => void) => {
      const bytes = Buffer.from(frame);
      change(bytes);
      return bytes;
    };
    const header = frame.findIndex((byte, i) => byte === 0xff && frame[i + 1] === 0xc3);
    const end = [0xff, 0xd9];
    for (const pixels of [
      frame.subarray(0, frame.length >> 1),
      Buffer.from([...frame.subarray(0, frame.length >> 1), ...end]),
      Buffer.from([...frame.subarray(0, 400), ...frame.subarray(460)]),
      damaged((bytes) => (bytes[header + 6] = rows + 1)),
      damaged((bytes) => (bytes[header + 9] = 3)),
      damaged((bytes) => (bytes[header + 1] = 0xc2)),
      // Markers that stand alone, at one of which the decoder would hang.
      damaged((bytes) => (bytes[3] = 0x01)),
      damaged((bytes) => (bytes[3] = 0xd9)),
    ])
      await expectCodedError(read({ syntax: '.4.70', pixels: [pixels] }), 'TFM_DICOM_CORRUPT');
    expect((await read({ syntax: '.4.70', pixels: [frame] })).data).toEqual(ct.data);
  });

  it('reads RLE', async () => {
    // 21 · 37 bytes of each segment: literal runs of 128, and a repeated one.
    const segment = (byte: (value: number) => number) => {
      const bytes = Array.from(stored, byte);
      const out: number[] = [];
      for (let at = 0; at < bytes.length; ) {
        let same = 1;
        while (same < 128 && bytes[at + same] === bytes[at]) same++;
        if (same > 2) out.push(257 - same, bytes[at]);
        else out.push(0, bytes[at]);
        at += same > 2 ? same : 1;
      }
      return Buffer.from(out.length % 2 ? [...out, 128] : out);
    };
    const [high, low] = [segment((value) => value >> 8), segment((value) => value & 255)];
    const header = Buffer.alloc(64);
    [2, 64, 64 + high.length].forEach((value, i) => header.writeUInt32LE(value, 4 * i));
    expect((await read({ syntax: '.5', pixels: [Buffer.concat([header, high, low])] })).data).toEqual(ct.data);
  });

  it('says what it does not read', async () => {
    await expectCodedError(read({ syntax: '.4.100', pixels: [Buffer.alloc(10)] }), 'TFM_DICOM_SYNTAX');
    await expectCodedError(read({ syntax: '.4.70', pixels: [Buffer.alloc(10)] }), 'TFM_DICOM_CORRUPT');
    for (const syntax of ['.4.90', '.4.201', '.4.80', '.5']) {
      await expectCodedError(read({ syntax, pixels: [Buffer.alloc(100, 7)] }), 'TFM_DICOM_CORRUPT');
    }
    const frame = (await frameEncoder('jpeg-2000'))(stored.slice(columns), { ...info, height: rows - 1 });
    await expectCodedError(read({ syntax: '.4.90', pixels: [frame] }), 'TFM_DICOM_CORRUPT');
    const colour = { ...twelveBits, [tags.SamplesPerPixel]: ['US', 3] } as SliceToWrite['also'];
    await expectCodedError(read({ also: colour }), 'TFM_DICOM_PIXELS');
  });

  it('takes bits below the high bit, and leaves overlays above them out', async () => {
    const shifted = { ...twelveBits, [tags.HighBit]: ['US', 15] } as SliceToWrite['also'];
    expect((await read({ also: shifted, pixels: bytesOf(stored.map((value) => (value << 4) | 5)) })).data).toEqual(
      ct.data,
    );
    expect((await read({ pixels: bytesOf(stored.map((value, i) => value | (i % 16 << 12))) })).data).toEqual(ct.data);
  });
});
