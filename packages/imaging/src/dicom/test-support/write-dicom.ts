import { deflateRawSync } from 'node:zlib';
import { tags } from '../parse/tags.ts';
import { transferSyntaxOf, type TransferSyntax } from '../parse/transfer-syntaxes.ts';

/** A value: texts, numbers, bytes, or the items of a sequence. */
export type Value = string | number | readonly number[] | readonly string[] | Uint8Array | readonly Elements[];
/** Tag, value representation, value. Written in the order of their tags. */
export type Elements = readonly (readonly [number, string, Value])[];

export interface DicomToWrite {
  /** The end of the transfer syntax' UID after `1.2.840.10008.1.2`: `.1`, `.4.70`. Default `.1`. */
  readonly syntax?: string;
  readonly elements: Elements;
  /** Stored pixels, or the fragments of compressed ones. */
  readonly pixels?: Uint8Array | readonly Uint8Array[];
  /** Offsets of frames for the basic offset table. */
  readonly offsets?: readonly number[];
  readonly preamble?: boolean;
  /** Sequences and items with their lengths, instead of with delimiters. */
  readonly counted?: boolean;
}

interface Style {
  readonly syntax: TransferSyntax;
  readonly counted: boolean;
}

const explicit = transferSyntaxOf('1.2.840.10008.1.2.1') as TransferSyntax;
const longForms = ['OB', 'OW', 'OF', 'SQ', 'UN', 'UT', 'UC', 'UR'];

/** The bytes of a DICOM file. */
export function writeDicom({
  syntax: ending = '.1',
  elements,
  pixels,
  offsets,
  preamble = true,
  counted = false,
}: DicomToWrite): Buffer {
  const uid = `1.2.840.10008.1.2${ending}`;
  const syntax = transferSyntaxOf(uid) ?? explicit;
  const meta = dataSet([[tags.TransferSyntaxUID, 'UI', uid]], { syntax: explicit, counted });
  const group = dataSet([[0x00020000, 'UL', meta.length]], { syntax: explicit, counted });
  const body = Buffer.concat([
    dataSet(elements, { syntax, counted }),
    ...(pixels ? pixelData(pixels, syntax, offsets) : []),
  ]);
  const start = preamble ? [Buffer.alloc(128), Buffer.from('DICM'), group, meta] : [];
  return Buffer.concat([...start, syntax.deflated ? deflateRawSync(body) : body]);
}

function dataSet(elements: Elements, style: Style): Buffer {
  const sorted = [...elements].sort(([a], [b]) => a - b);
  return Buffer.concat(sorted.map(([tag, vr, value]) => element(tag, vr, encode(vr, value, style), style)));
}

function element(tag: number, vr: string, value: Buffer, { syntax, counted }: Style): Buffer {
  const { explicit: hasVr, littleEndian } = syntax.encoding;
  const head = Buffer.alloc(hasVr && longForms.includes(vr) ? 12 : 8);
  const u16 = (at: number, n: number) => (littleEndian ? head.writeUInt16LE(n, at) : head.writeUInt16BE(n, at));
  const u32 = (at: number, n: number) => (littleEndian ? head.writeUInt32LE(n, at) : head.writeUInt32BE(n, at));
  u16(0, tag >>> 16);
  u16(2, tag & 0xffff);
  const length = vr === 'SQ' && !counted ? 0xffffffff : value.length;
  if (!hasVr || tag >>> 16 === 0xfffe) u32(4, length);
  else {
    head.write(vr, 4);
    if (head.length === 12) u32(8, length);
    else u16(6, length);
  }
  return Buffer.concat([head, value]);
}

const isItems = (vr: string, value: Value): value is readonly Elements[] => vr === 'SQ' && Array.isArray(value);

function encode(vr: string, value: Value, style: Style): Buffer {
  if (isItems(vr, value)) return items(value, style);
  if (value instanceof Uint8Array) return Buffer.from(value);
  const little = style.syntax.encoding.littleEndian;
  const numbers = (typeof value === 'number' ? [value] : value) as readonly number[];
  const packed = (bytes: number, write: (buffer: Buffer, n: number, at: number) => void) => {
    const buffer = Buffer.alloc(numbers.length * bytes);
    numbers.forEach((n, i) => write(buffer, n, i * bytes));
    return buffer;
  };
  if (vr === 'US' || vr === 'SS')
    return packed(2, (b, n, at) => void (little ? b.writeUInt16LE(n & 0xffff, at) : b.writeUInt16BE(n & 0xffff, at)));
  if (vr === 'UL') return packed(4, (b, n, at) => void (little ? b.writeUInt32LE(n, at) : b.writeUInt32BE(n, at)));
  if (vr === 'FD') return packed(8, (b, n, at) => void (little ? b.writeDoubleLE(n, at) : b.writeDoubleBE(n, at)));
  const text = Array.isArray(value) ? value.join('\\') : String(value);
  const bytes = Buffer.from(text, 'utf8');
  return bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.from(vr === 'UI' ? '\0' : ' ')]);
}

function items(list: readonly Elements[], style: Style): Buffer {
  const delimiter = (tag: number) => element(tag, '', Buffer.alloc(0), style);
  const whole = list.flatMap((one) => {
    const body = dataSet(one, style);
    if (style.counted) return [element(tags.Item, '', body, style)];
    const start = delimiter(tags.Item);
    start.fill(0xff, 4);
    return [start, body, delimiter(tags.ItemDelimitationItem)];
  });
  return Buffer.concat(style.counted ? whole : [...whole, delimiter(tags.SequenceDelimitationItem)]);
}

function pixelData(
  pixels: Uint8Array | readonly Uint8Array[],
  syntax: TransferSyntax,
  offsets: readonly number[] = [],
): Buffer[] {
  const style: Style = { syntax, counted: true };
  if (pixels instanceof Uint8Array) {
    const stored = Buffer.from(pixels);
    return [element(tags.PixelData, 'OW', syntax.encoding.littleEndian ? stored : stored.swap16(), style)];
  }
  const head = element(tags.PixelData, 'OB', Buffer.alloc(0), style);
  head.fill(0xff, 8);
  const table = Buffer.alloc(4 * offsets.length);
  offsets.forEach((offset, i) => table.writeUInt32LE(offset, 4 * i));
  const even = (bytes: Uint8Array) =>
    bytes.length % 2 === 0 ? Buffer.from(bytes) : Buffer.concat([bytes, Buffer.alloc(1)]);
  const fragments = [table, ...pixels.map(even)].map((bytes) => element(tags.Item, '', bytes, style));
  return [head, ...fragments, element(tags.SequenceDelimitationItem, '', Buffer.alloc(0), style)];
}
