import { describe, expect, it } from 'vitest';
import { expectCodedError } from '@totalfm/testing';
import { applyWindow, decodeNpy, encodeNpy, totalFmWindows } from './index.ts';

describe('npy', () => {
  it('writes what NumPy writes, byte by byte', () => {
    // numpy.save(f, numpy.arange(6, dtype='<i2').reshape(1, 2, 3)), NumPy 2.4.6.
    const numpy = Buffer.from(
      'k05VTVBZAQB2AHsnZGVzY3InOiAnPGkyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDEsIDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAEAAgADAAQABQA=',
      'base64',
    );
    expect(encodeNpy(Int16Array.of(0, 1, 2, 3, 4, 5), [1, 2, 3]).equals(numpy)).toBe(true);
    expect(decodeNpy(numpy)).toEqual({ data: Int16Array.of(0, 1, 2, 3, 4, 5), shape: [1, 2, 3] });
  });

  it('gives every type back, from any alignment', () => {
    for (const data of [
      Uint8Array.of(1, 255),
      Int8Array.of(-1),
      Uint16Array.of(65535),
      Int32Array.of(-7, 8),
      Uint32Array.of(4e9),
      Float32Array.of(0.5),
      Float64Array.of(Math.PI),
    ]) {
      const bytes = encodeNpy(data);
      for (const shift of [0, 1]) {
        const moved = Buffer.concat([Buffer.alloc(shift), bytes]).subarray(shift);
        expect(decodeNpy(moved)).toEqual({ data, shape: [data.length] });
      }
    }
  });

  it('has a code for what it cannot read', async () => {
    const bytes = encodeNpy(Float32Array.of(1, 2, 3));
    for (const bad of [
      Buffer.alloc(0),
      Buffer.from('text that is long enough'),
      bytes.subarray(0, bytes.length - 1),
      Buffer.from(bytes.toString('latin1').replace('<f4', '>f4'), 'latin1'),
      Buffer.from(bytes.toString('latin1').replace('False', 'True '), 'latin1'),
    ]) {
      await expectCodedError((async () => decodeNpy(bad))(), 'TFM_NPY_FORMAT');
    }
  });
});

describe('windows', () => {
  it('map level ± half a width to 0 and 1', () => {
    for (const window of Object.values(totalFmWindows)) {
      const [low, high] = [window.level - window.width / 2, window.level + window.width / 2];
      expect([...applyWindow([low - 500, low, window.level, high, high + 500], window)]).toEqual([0, 0, 0.5, 1, 1]);
    }
    expect([...applyWindow([50], { level: 50, width: 350 })]).toEqual([0.5]);
    expect(totalFmWindows['soft-tissue']).toMatchObject({ level: 40, width: 400 });
  });
});
