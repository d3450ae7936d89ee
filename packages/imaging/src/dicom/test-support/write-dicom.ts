import { deflateRawSync } from 'node:zlib';
import { tags } from '../parse/tags.ts';
import { elementHead, valueBytes, type Elements, type ElementValue } from '../write/encode-elements.ts';
import { transferSyntaxOf, type TransferSyntax } from '../parse/transfer-syntaxes.ts';

export type { Elements } from '../write/encode-elements.ts';

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
  const length = vr === 'SQ' && !counted ? 0xffffffff : value.length;
  return Buffer.concat([elementHead(tag, vr, length, syntax.encoding), value]);
}

const isItems = (vr: string, value: ElementValue): value is readonly Elements[] => vr === 'SQ' && Array.isArray(value);

function encode(vr: string, value: ElementValue, style: Style): Buffer {
  if (isItems(vr, value)) return items(value, style);
  // Bytes are written as they are, of whatever length.
  if (value instanceof Uint8Array) return Buffer.from(value);
  return valueBytes(vr, value, style.syntax.encoding);
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
