import { DicomDamage } from '../../parse/damage.ts';
import { intervalsOf, type Interval } from './entropy.ts';
import { extend, longCode, QUICK_BITS } from './huffman.ts';
import type { JpegImage } from './markers.ts';

/** The samples of a lossless image (T.81, annex H): every one is its neighbours' prediction and a difference, modulo 65536. */
export function decodeLossless(bytes: Uint8Array, image: JpegImage): Uint16Array {
  const { rows, columns, pointTransform, restartInterval } = image;
  const samples = new Uint16Array(rows * columns);
  const intervals = intervalsOf(bytes, image.start);
  const rowsEach = restartInterval === 0 ? rows : restartInterval / columns;
  if (!Number.isInteger(rowsEach))
    throw new DicomDamage('a restart of a lossless JPEG image is within a line', image.start);
  for (let row = 0, i = 0; row < rows; row += rowsEach, i++) {
    if (!intervals[i]) throw new DicomDamage(`a JPEG image ends at line ${row} of ${rows}`, bytes.length);
    const own = samples.subarray(row * columns, Math.min(rows, row + rowsEach) * columns);
    readDifferences(intervals[i], image, own);
    addPredictions(own, image);
  }
  if (pointTransform > 0) for (let i = 0; i < samples.length; i++) samples[i] <<= pointTransform;
  return samples;
}

/** Fills `out` with the differences of an interval, modulo 65536. One loop without calls: it is where all time goes. */
function readDifferences({ bytes, length }: Interval, { dc }: JpegImage, out: Uint16Array): void {
  const { differences } = dc;
  let [at, window, have] = [0, 0, 0];
  for (let i = 0; i < out.length; i++) {
    if (have < 16) {
      if (at > length + 8) throw new DicomDamage('the data of a JPEG image end too early', at);
      while (have <= 24) {
        window = (window << 8) | bytes[at++];
        have += 8;
      }
    }
    const known = differences[(window >>> (have - QUICK_BITS)) & ((1 << QUICK_BITS) - 1)];
    if (known !== 0) {
      have -= known & 255;
      out[i] = known >> 8;
      continue;
    }
    const code = longCode(dc, (window >>> (have - 16)) & 0xffff, at);
    have -= code >> 8;
    const size = code & 255;
    if (size > 16) throw new DicomDamage('a difference of a JPEG image is too large', at);
    while (have <= 24) {
      window = (window << 8) | bytes[at++];
      have += 8;
    }
    // A difference of 32768 has no bits after its code (T.81, H.1.2.2).
    if (size === 16) out[i] = 32768;
    else {
      have -= size;
      out[i] = extend((window >>> have) & ((1 << size) - 1), size);
    }
  }
}

/** Turns the differences of an interval into samples. Its first line knows only left neighbours, first columns only upper ones. */
function addPredictions(samples: Uint16Array, { columns, precision, pointTransform, predictor }: JpegImage): void {
  let value = 1 << (precision - pointTransform - 1);
  for (let x = 0; x < columns; x++) samples[x] = value += samples[x];
  for (let start = columns; start < samples.length; start += columns) {
    samples[start] = value = samples[start] + samples[start - columns];
    const end = start + columns;
    if (predictor === 1) for (let at = start + 1; at < end; at++) samples[at] = value += samples[at];
    else
      for (let at = start + 1; at < end; at++)
        samples[at] += predict(predictor, samples[at - 1], samples[at - columns], samples[at - columns - 1]);
  }
}

/** Table H.1: from the left, the upper and the upper left neighbour. */
function predict(predictor: number, left: number, up: number, corner: number): number {
  switch (predictor) {
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
