import { createMetaImageReader } from '../../metaimage/metaimage-reader.ts';
import { createNrrdReader } from '../../nrrd/nrrd-reader.ts';
import { bytesOf, metaImageOf, nrrdOf } from '../write-text-images.ts';
import { fuzzCt, fuzzLabels } from './fuzz-image.ts';
import type { FuzzTarget, SoundFile } from '@totalfm/testing';

const image = fuzzCt();
const voxels = new Map([['voxels.raw', bytesOf(image)]]);
const names = new Map([[2, 'liver'], [5, 'spleen']]); // prettier-ignore

/** NRRD: plain, packed, several layers of named segments, voxels in a file beside. */
export function nrrdTarget(): FuzzTarget {
  const reader = createNrrdReader();
  const labels = fuzzLabels();
  const attached = nrrdOf([image], {});
  const layers = nrrdOf([labels, labels], { names })
    .toString('latin1')
    .replace('LabelValue:=5', 'LabelValue:=5\nSegment1_Layer:=1');
  const detached = attached.subarray(0, attached.indexOf('\n\n') + 1);
  return {
    sound: new Map([
      ['plain', headed(attached)],
      ['gzip', headed(nrrdOf([image], { encoding: 'gzip', space: 'right-anterior-superior' }))],
      ['labels', headed(nrrdOf([labels], { encoding: 'gzip', names }))],
      ['layers', headed(Buffer.from(layers, 'latin1'))],
      ['detached', whole(Buffer.concat([detached, Buffer.from('data file: voxels.raw\n')]))],
    ]),
    beside: voxels,
    read: async (path) => reader.readLabelMap?.(path),
  };
}

/** MetaImage: plain, packed, several volumes, voxels in a file beside. */
export function metaImageTarget(): FuzzTarget {
  const reader = createMetaImageReader();
  const attached = (count: number, isCompressed: boolean) => {
    const { header, stored } = metaImageOf(Array(count).fill(image), 'LOCAL', isCompressed);
    return { bytes: Buffer.concat([header, stored]), headBytes: header.length, isText: true };
  };
  const beside = metaImageOf([image], 'voxels.raw', false).header;
  return {
    sound: new Map<string, SoundFile>([
      ['plain', attached(1, false)],
      ['zlib', attached(1, true)],
      ['series', attached(2, false)],
      ['detached', whole(Buffer.concat([Buffer.from('HeaderSize = 0\n'), beside]))],
    ]),
    beside: voxels,
    read: (path, name) => reader.read(path, name === 'series' ? { frame: 1 } : {}),
  };
}

const headed = (bytes: Buffer): SoundFile => ({ bytes, headBytes: bytes.indexOf('\n\n') + 2, isText: true });
const whole = (bytes: Buffer): SoundFile => ({ bytes, isText: true });
