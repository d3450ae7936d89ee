import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Volume } from '@totalfm/core';
import { sliceBytes, sliceElements, type OtherElements } from '../write/ct-slice.ts';
import { writeDicom, type DicomToWrite } from './write-dicom.ts';

export { ctImage, sliceBytes, sliceElements } from '../write/ct-slice.ts';
export { decimalString as decimal } from '../write/encode-elements.ts';

export interface SliceToWrite extends Omit<DicomToWrite, 'elements' | 'pixels'> {
  readonly also?: OtherElements;
  readonly pixels?: DicomToWrite['pixels'];
}

/** One slice of a volume as a file. */
export function sliceFile(volume: Volume, k: number, { also, pixels, ...rest }: SliceToWrite = {}): Buffer {
  return writeDicom({ ...rest, elements: sliceElements(volume, k, also), pixels: pixels ?? sliceBytes(volume, k) });
}

/** Writes a volume as a folder of slices whose names say nothing of their order; returns the folder. */
export function writeSeries(
  dir: string,
  volume: Volume,
  slice: (k: number) => SliceToWrite | undefined = () => ({}),
  name = '',
): string {
  mkdirSync(dir, { recursive: true });
  for (let k = 0; k < volume.size[2]; k++) {
    const how = slice(k);
    if (how) writeFileSync(join(dir, `${name}${(k * 7 + 3) % 101}-${k % 3}.dcm`), sliceFile(volume, k, how));
  }
  return dir;
}
