import { DicomDamage } from '../../parse/damage.ts';
import { bitReader } from './bit-reader.ts';
import { intervalsOf } from './entropy.ts';
import type { JpegImage } from './markers.ts';

/** The samples of a lossless image (T.81, annex H): every one is its neighbours' prediction and a difference, modulo 65536. */
export function decodeLossless(bytes: Uint8Array, image: JpegImage): Uint16Array {
  const { rows, columns, precision, pointTransform, restartInterval, predictor, dc } = image;
  const samples = new Uint16Array(rows * columns);
  const intervals = intervalsOf(bytes, image.start);
  const rowsEach = restartInterval === 0 ? rows : restartInterval / columns;
  if (!Number.isInteger(rowsEach))
    throw new DicomDamage('a restart of a lossless JPEG image is within a line', image.start);
  const first = 1 << (precision - pointTransform - 1);
  for (let row = 0, interval = 0; row < rows; interval++) {
    if (!intervals[interval]) throw new DicomDamage(`a JPEG image ends at line ${row} of ${rows}`, bytes.length);
    const reader = bitReader(intervals[interval]);
    const end = Math.min(rows, row + rowsEach);
    // The first line after a start or restart knows only its left neighbour.
    let at = row * columns;
    let value = first;
    for (let x = 0; x < columns; x++) samples[at++] = value = (value + reader.difference(dc)) & 0xffff;
    for (row++; row < end; row++) {
      const above = samples.subarray((row - 1) * columns, row * columns);
      const line = samples.subarray(row * columns, (row + 1) * columns);
      value = above[0];
      line[0] = value = (value + reader.difference(dc)) & 0xffff;
      if (predictor === 1) for (let x = 1; x < columns; x++) line[x] = value = (value + reader.difference(dc)) & 0xffff;
      else
        for (let x = 1; x < columns; x++) {
          const predicted = predict(predictor, value, above[x], above[x - 1]);
          line[x] = value = (predicted + reader.difference(dc)) & 0xffff;
        }
    }
  }
  if (pointTransform > 0) for (let i = 0; i < samples.length; i++) samples[i] <<= pointTransform;
  return samples;
}

/** Table H.1: from the left, the upper and the upper left neighbour. */
function predict(predictor: number, left: number, up: number, corner: number): number {
  switch (predictor) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return corner;
    case 4:
      return left + up - corner;
    case 5:
      return left + ((up - corner) >> 1);
    case 6:
      return up + ((left - corner) >> 1);
    default:
      return (left + up) >> 1;
  }
}
