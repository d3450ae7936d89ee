import { DicomDamage } from '../../parse/damage.ts';
import { huffmanTable, type HuffmanTable } from './huffman.ts';

/** A JPEG image of one component and one scan (ITU T.81), ready to be decoded. */
export interface JpegImage {
  readonly process: 'sequential' | 'lossless';
  /** Bits of a sample. */
  readonly precision: number;
  readonly rows: number;
  readonly columns: number;
  /** Of the scan's DC (or lossless) and AC codes. */
  readonly dc: HuffmanTable;
  readonly ac?: HuffmanTable;
  /** Steps of quantisation in zigzag order; absent where nothing is lost. */
  readonly quantization?: Uint16Array;
  /** Lossless: which neighbours predict a sample, 1 to 7. */
  readonly predictor: number;
  /** Lossless: bits that were shifted out. */
  readonly pointTransform: number;
  /** Samples or blocks between restarts; 0: none. */
  readonly restartInterval: number;
  /** First byte of the entropy-coded data. */
  readonly start: number;
}

interface Frame {
  readonly process: JpegImage['process'];
  readonly precision: number;
  readonly rows: number;
  readonly columns: number;
  readonly table: number;
}

interface Gathered {
  frame?: Frame;
  restartInterval: number;
  readonly quantization: Map<number, Uint16Array>;
  /** Class · 16 + destination. */
  readonly huffman: Map<number, HuffmanTable>;
}

/** Reads the segments up to the first scan. Throws {@link DicomDamage}. */
export function readJpegMarkers(bytes: Uint8Array): JpegImage {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) throw new DicomDamage('a frame is no JPEG image', 0);
  const gathered: Gathered = { restartInterval: 0, quantization: new Map(), huffman: new Map() };
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff) throw new DicomDamage('a JPEG marker is missing', at);
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = (bytes[at + 2] << 8) | bytes[at + 3];
    const end = at + 2 + length;
    if (length < 2 || end > bytes.length) throw new DicomDamage('a JPEG segment goes on after its frame', at);
    const segment = bytes.subarray(at + 4, end);
    if (marker === 0xda) return scanOf(segment, gathered, end);
    takeSegment(marker, segment, gathered, at);
    at = end;
  }
  throw new DicomDamage('a JPEG image has no scan', bytes.length);
}

function takeSegment(marker: number, segment: Uint8Array, gathered: Gathered, at: number): void {
  if (marker === 0xc4) takeHuffman(segment, gathered.huffman, at);
  else if (marker === 0xdb) takeQuantization(segment, gathered.quantization, at);
  else if (marker === 0xdd) gathered.restartInterval = (segment[0] << 8) | segment[1];
  else if (marker === 0xc0 || marker === 0xc1 || marker === 0xc3) gathered.frame = frameOf(marker, segment, at);
  else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc8 && marker !== 0xcc)
    throw new DicomDamage(`JPEG of the process ${marker.toString(16)} is not read`, at);
}

function frameOf(marker: number, segment: Uint8Array, at: number): Frame {
  const [precision, components] = [segment[0], segment[5]];
  if (segment.length < 9 || components !== 1) throw new DicomDamage('a JPEG image has not exactly one component', at);
  const lossless = marker === 0xc3;
  if (lossless ? precision < 2 || precision > 16 : precision !== 8 && precision !== 12)
    throw new DicomDamage(`a JPEG image has samples of ${precision} bits`, at);
  return {
    process: lossless ? 'lossless' : 'sequential',
    precision,
    rows: (segment[1] << 8) | segment[2],
    columns: (segment[3] << 8) | segment[4],
    table: segment[8],
  };
}

function takeHuffman(segment: Uint8Array, tables: Map<number, HuffmanTable>, at: number): void {
  for (let place = 0; place < segment.length; ) {
    const counts = segment.subarray(place + 1, place + 17);
    const symbols = counts.reduce((sum, count) => sum + count, 0);
    const end = place + 17 + symbols;
    if (counts.length < 16 || symbols > 256 || end > segment.length)
      throw new DicomDamage('a Huffman table is cut short', at);
    tables.set(segment[place], huffmanTable(counts, segment.subarray(place + 17, end), at));
    place = end;
  }
}

function takeQuantization(segment: Uint8Array, tables: Map<number, Uint16Array>, at: number): void {
  for (let place = 0; place < segment.length; ) {
    const wide = segment[place] >> 4 !== 0;
    const end = place + 1 + (wide ? 128 : 64);
    if (end > segment.length) throw new DicomDamage('a table of quantisation is cut short', at);
    const from = place + 1;
    const step = (i: number) => (wide ? (segment[from + 2 * i] << 8) | segment[from + 2 * i + 1] : segment[from + i]);
    tables.set(
      segment[place] & 15,
      Uint16Array.from({ length: 64 }, (_, i) => step(i)),
    );
    place = end;
  }
}

function scanOf(
  segment: Uint8Array,
  { frame, restartInterval, quantization, huffman }: Gathered,
  start: number,
): JpegImage {
  const damage = (why: string) => new DicomDamage(why, start);
  if (!frame) throw damage('a JPEG scan comes before its frame');
  if (segment.length < 6 || segment[0] !== 1) throw damage('a JPEG scan has not exactly one component');
  const [dc, ac] = [huffman.get(segment[2] >> 4), huffman.get(16 + (segment[2] & 15))];
  const lossless = frame.process === 'lossless';
  const steps = quantization.get(frame.table);
  if (!dc || (!lossless && (!ac || !steps))) throw damage('a JPEG scan names a table that is not there');
  const [predictor, pointTransform] = [segment[3], segment[5] & 15];
  if (lossless && (predictor < 1 || predictor > 7 || pointTransform >= frame.precision))
    throw damage(`lossless JPEG of predictor ${predictor} is not read`);
  return { ...frame, dc, ac, quantization: steps, predictor, pointTransform, restartInterval, start };
}
