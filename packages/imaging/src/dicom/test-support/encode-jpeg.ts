/** How a test's JPEG image is written. */
export interface JpegToWrite {
  readonly rows: number;
  readonly columns: number;
  readonly precision: number;
  readonly samples: ArrayLike<number>;
  /** Length of all Huffman codes, which makes tables flat. Default 8. */
  readonly codeBits?: number;
  /** Lines (lossless) or blocks (sequential) between restarts. */
  readonly restart?: number;
}

/** Gathers bits, stuffing a zero behind every byte of ones. */
function bitWriter() {
  const bytes: number[] = [];
  let [held, count] = [0, 0];
  return {
    bytes,
    put(value: number, bits: number) {
      for (let bit = bits - 1; bit >= 0; bit--) {
        held = (held << 1) | ((value >> bit) & 1);
        if (++count < 8) continue;
        bytes.push(held);
        if (held === 0xff) bytes.push(0);
        [held, count] = [0, 0];
      }
    },
    flush() {
      while (count > 0) this.put(1, 1);
    },
  };
}

const segment = (marker: number, body: readonly number[]) => [
  0xff,
  marker,
  (body.length + 2) >> 8,
  (body.length + 2) & 255,
  ...body,
];
const word = (value: number) => [value >> 8, value & 255];

/** A table whose codes all have the same length: symbol `i` is the code `i`. */
const flatTable = (destination: number, symbols: readonly number[], bits: number) =>
  segment(0xc4, [
    destination,
    ...Array.from({ length: 16 }, (_, i) => (i + 1 === bits ? symbols.length : 0)),
    ...symbols,
  ]);

const sizeOf = (value: number) => (value === 0 ? 0 : Math.floor(Math.log2(Math.abs(value))) + 1);
const bitsOf = (value: number, size: number) => (value < 0 ? value + (1 << size) - 1 : value);

/** A lossless image (T.81, annex H). */
export function encodeLosslessJpeg(image: JpegToWrite, predictor = 1, pointTransform = 0): Uint8Array {
  const { rows, columns, precision, samples, codeBits = 8, restart = 0 } = image;
  const sizes = Array.from({ length: 17 }, (_, i) => i);
  const bits = bitWriter();
  const at = (x: number, y: number) => samples[y * columns + x] >> pointTransform;
  for (let y = 0; y < rows; y++) {
    const first = restart > 0 ? y % restart === 0 : y === 0;
    if (first && y > 0) {
      bits.flush();
      bits.bytes.push(0xff, 0xd0 + ((y / restart - 1) % 8));
    }
    for (let x = 0; x < columns; x++) {
      let predicted = 1 << (precision - pointTransform - 1);
      if (x > 0 && first) predicted = at(x - 1, y);
      else if (x === 0 && !first) predicted = at(x, y - 1);
      else if (x > 0) {
        const [a, b, c] = [at(x - 1, y), at(x, y - 1), at(x - 1, y - 1)];
        predicted = [0, a, b, c, a + b - c, a + ((b - c) >> 1), b + ((a - c) >> 1), (a + b) >> 1][predictor];
      }
      const difference = ((at(x, y) - predicted) << 16) >> 16;
      const size = difference === -32768 ? 16 : sizeOf(difference);
      bits.put(size, codeBits);
      if (size < 16) bits.put(bitsOf(difference, size), size);
    }
  }
  bits.flush();
  return Uint8Array.from([
    0xff,
    0xd8,
    ...segment(0xc3, [precision, ...word(rows), ...word(columns), 1, 1, 0x11, 0]),
    ...flatTable(0, sizes, codeBits),
    ...(restart > 0 ? segment(0xdd, word(restart * columns)) : []),
    ...segment(0xda, [1, 1, 0, predictor, 0, pointTransform]),
    ...bits.bytes,
    0xff,
    0xd9,
  ]);
}

const zigzag = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47,
  55, 62, 63,
];

/** A baseline (8 bits) or extended (12 bits) sequential image, all steps of quantisation being `step`. */
export function encodeSequentialJpeg(
  { rows, columns, precision, samples, codeBits = 8, restart = 0 }: JpegToWrite,
  step = 1,
): Uint8Array {
  const bits = bitWriter();
  const acSymbols = Array.from({ length: 16 * 15 }, (_, i) => (Math.floor(i / 15) << 4) | i % 15);
  const [across, down] = [Math.ceil(columns / 8), Math.ceil(rows / 8)];
  let before = 0;
  for (let index = 0; index < across * down; index++) {
    if (restart > 0 && index > 0 && index % restart === 0) {
      bits.flush();
      bits.bytes.push(0xff, 0xd0 + ((index / restart - 1) % 8));
      before = 0;
    }
    const [left, top] = [8 * (index % across), 8 * Math.floor(index / across)];
    const pixel = (x: number, y: number) =>
      samples[Math.min(rows - 1, top + y) * columns + Math.min(columns - 1, left + x)] - (1 << (precision - 1));
    const coefficients = cosines(pixel).map((value) => Math.round(value / step));
    const difference = coefficients[0] - before;
    before = coefficients[0];
    bits.put(sizeOf(difference), codeBits);
    bits.put(bitsOf(difference, sizeOf(difference)), sizeOf(difference));
    let zeros = 0;
    for (let k = 1; k < 64; k++) {
      const value = coefficients[zigzag[k]];
      if (value === 0) {
        zeros++;
        continue;
      }
      for (; zeros > 15; zeros -= 16) bits.put(15 * 15, codeBits);
      bits.put(zeros * 15 + sizeOf(value), codeBits);
      bits.put(bitsOf(value, sizeOf(value)), sizeOf(value));
      zeros = 0;
    }
    if (zeros > 0) bits.put(0, codeBits);
  }
  bits.flush();
  return Uint8Array.from([
    0xff,
    0xd8,
    ...segment(0xdb, [0, ...Array.from({ length: 64 }, () => step)]),
    ...segment(precision === 8 ? 0xc0 : 0xc1, [precision, ...word(rows), ...word(columns), 1, 1, 0x11, 0]),
    ...flatTable(
      0,
      Array.from({ length: 16 }, (_, i) => i),
      codeBits,
    ),
    ...flatTable(0x10, acSymbols, codeBits),
    ...(restart > 0 ? segment(0xdd, word(restart)) : []),
    ...segment(0xda, [1, 1, 0, 0, 63, 0]),
    ...bits.bytes,
    0xff,
    0xd9,
  ]);
}

function cosines(pixel: (x: number, y: number) => number): number[] {
  const c = (u: number) => (u === 0 ? Math.SQRT1_2 : 1) / 2;
  const wave = (x: number, u: number) => c(u) * Math.cos(((2 * x + 1) * u * Math.PI) / 16);
  return Array.from({ length: 64 }, (_, i) => {
    const [u, v] = [i % 8, i >> 3];
    let sum = 0;
    for (let y = 0; y < 8; y++) for (let x = 0; x < 8; x++) sum += pixel(x, y) * wave(x, u) * wave(y, v);
    return sum;
  });
}
