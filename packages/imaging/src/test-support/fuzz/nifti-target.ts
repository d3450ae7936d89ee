import { gzipSync } from 'node:zlib';
import { createNiftiReader } from '../../nifti/nifti-reader.ts';
import { encodeNifti } from '../../nifti/write.ts';
import { fuzzCt, fuzzImage, fuzzLabels } from './fuzz-image.ts';
import type { FuzzTarget, SoundFile } from '@totalfm/testing';

const pack = (bytes: Buffer) => gzipSync(bytes, { level: 1 });

/** NIfTI of both versions, plain and packed. */
export function niftiTarget(): FuzzTarget {
  const head = { 1: 352, 2: 544 } as const;
  const file = (version: 1 | 2, image: Parameters<typeof encodeNifti>[0], packed: boolean): SoundFile => ({
    bytes: encodeNifti(image, { version }),
    headBytes: head[version],
    ...(packed && { pack }),
  });
  const reader = createNiftiReader();
  return {
    sound: new Map([
      ['version 1', file(1, fuzzCt(), false)],
      [
        'version 2',
        file(
          2,
          fuzzImage(Float32Array, (voxel) => voxel / 3),
          false,
        ),
      ],
      ['packed', file(1, fuzzCt(), true)],
      ['packed version 2', file(2, fuzzCt(), true)],
    ]),
    read: (path) => reader.read(path),
  };
}

/** Label maps of which the extension behind the header names the numbers: only that, and what follows it, is damaged. */
export function labelTableTarget(): FuzzTarget {
  const names = new Map([[2, 'liver'], [5, 'kidney_left'], [9, 'vertebrae L1']]); // prettier-ignore
  const bytes = encodeNifti(fuzzLabels(), { names });
  const table = { bytes, from: 348, headBytes: bytes.indexOf('</CaretExtension>'), isText: true };
  const reader = createNiftiReader();
  return {
    sound: new Map<string, SoundFile>([['plain', table], ['packed', { ...table, pack }]]), // prettier-ignore
    read: async (path) => reader.readLabelMap?.(path),
  };
}
