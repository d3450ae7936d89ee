import { CutShort, DicomDamage, NeedsMoreBytes } from './damage.ts';
import { tagName, tags } from './tags.ts';

/** How elements are written: with or without their value representation, and in which order of bytes. */
export interface Encoding {
  readonly explicit: boolean;
  readonly littleEndian: boolean;
}

export const implicitLittleEndian: Encoding = { explicit: false, littleEndian: true };
export const explicitLittleEndian: Encoding = { explicit: true, littleEndian: true };

/** Where an element's value lies. */
export interface DicomElement {
  readonly tag: number;
  /** Value representation: `DS`, `SQ`; empty where the file does not say. */
  readonly vr: string;
  /** First byte of the value. */
  readonly offset: number;
  /** Bytes of the value, with its delimiters where it ends by them. −1 for pixel data whose end was not looked for. */
  readonly length: number;
  /** Whether its end is marked instead of counted. */
  readonly delimited: boolean;
}

/** A stretch of bytes that holds elements. */
export interface Stretch {
  /** The file's, or its inflated body's, bytes from their first; perhaps not all of them. */
  readonly bytes: Buffer;
  /** How many bytes the whole has, of which `bytes` are the first. */
  readonly total: number;
  readonly encoding: Encoding;
}

interface ElementHead {
  readonly tag: number;
  readonly vr: string;
  /** Bytes of the head. */
  readonly size: number;
  readonly length: number;
}

const UNDEFINED = 0xffffffff;
/** Sequences within sequences: a real report has about ten levels, and a stack has an end. */
const DEEPEST = 64;
const longForms = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);

/** Two capitals: what every value representation is. */
const isRepresentation = (first: number, second: number) =>
  first >= 0x41 && first <= 0x5a && second >= 0x41 && second <= 0x5a;

export function tagAt({ bytes, encoding }: Stretch, at: number): number {
  return encoding.littleEndian
    ? (bytes.readUInt16LE(at) * 0x10000 + bytes.readUInt16LE(at + 2)) >>> 0
    : bytes.readUInt32BE(at);
}

function headAt(stretch: Stretch, at: number): ElementHead {
  const { bytes, total, encoding } = stretch;
  const there = (end: number) => {
    if (end <= bytes.length) return;
    if (end <= total) throw new NeedsMoreBytes(end);
    throw new CutShort('it ends within the head of an element', at);
  };
  there(at + 8);
  const tag = tagAt(stretch, at);
  const uint32 = (place: number) => (encoding.littleEndian ? bytes.readUInt32LE(place) : bytes.readUInt32BE(place));
  const delimiter = tag >>> 16 === 0xfffe;
  if (!encoding.explicit || delimiter || !isRepresentation(bytes[at + 4], bytes[at + 5]))
    return { tag, vr: '', size: 8, length: uint32(at + 4) };
  const vr = String.fromCharCode(bytes[at + 4], bytes[at + 5]);
  if (!longForms.has(vr)) {
    const length = encoding.littleEndian ? bytes.readUInt16LE(at + 6) : bytes.readUInt16BE(at + 6);
    return { tag, vr, size: 8, length };
  }
  there(at + 12);
  return { tag, vr, size: 12, length: uint32(at + 8) };
}

export interface WalkOptions {
  readonly start: number;
  /** Where the elements end. */
  readonly end: number;
  /** Told of each element; false ends the walk before it. Pixel data are told of before their end is looked for. */
  take(element: DicomElement): boolean;
  /** True for a tag that is no element of these any more: what follows it is not looked at. */
  endsAt?(tag: number): boolean;
  readonly depth?: number;
}

/**
 * Goes over elements without reading their values; what lies within sequences is only passed over. Returns the byte at
 * which it ended: `end`, after the delimiter of an item, or before the element that was not taken. Throws
 * {@link DicomDamage}, and {@link NeedsMoreBytes} where the bytes at hand are too few.
 */
export function walkElements(stretch: Stretch, { start, end, take, endsAt, depth = 0 }: WalkOptions): number {
  let at = start;
  while (at < end) {
    if (endsAt && at + 4 <= stretch.bytes.length && endsAt(tagAt(stretch, at))) return at;
    const { tag, vr, size, length } = headAt(stretch, at);
    if (tag === tags.ItemDelimitationItem) return at + size;
    if (tag >>> 16 === 0xfffe) throw new DicomDamage(`a delimiter ${tagName(tag)} stands where an element should`, at);
    const offset = at + size;
    const pixels = tag === tags.PixelData && depth === 0;
    if (length !== UNDEFINED && offset + length > end) {
      if (!pixels) throw overrun(stretch, { tag, length, at, end, offset });
      return take({ tag, vr, offset, length, delimited: false }) ? end : at;
    }
    if (
      pixels &&
      !take({ tag, vr, offset, length: length === UNDEFINED ? -1 : length, delimited: length === UNDEFINED })
    )
      return at;
    const after = length === UNDEFINED ? sequenceEnd(inner(stretch, vr), offset, end, depth) : offset + length;
    if (!pixels && !take({ tag, vr, offset, length: after - offset, delimited: length === UNDEFINED })) return at;
    at = after;
  }
  return at;
}

/** What a sequence of unknown representation holds is implicit little endian, whatever surrounds it (PS3.5, 6.2.2). */
export const inner = (stretch: Stretch, vr: string): Stretch =>
  vr === 'UN' && stretch.encoding.explicit ? { ...stretch, encoding: implicitLittleEndian } : stretch;

/** A value that is longer than what holds it: than the file, which was cut short then, or than its sequence. */
function overrun(
  { total }: Stretch,
  { tag, length, at, end, offset }: Record<'tag' | 'length' | 'at' | 'end' | 'offset', number>,
): DicomDamage {
  const Damage = end === total ? CutShort : DicomDamage;
  return new Damage(`${tagName(tag)} should have ${length} bytes, and ${Math.max(0, end - offset)} are left`, at);
}

/** The byte after the delimiter of a sequence whose items begin at `start`. */
function sequenceEnd(stretch: Stretch, start: number, end: number, depth: number): number {
  let at = start;
  for (;;) {
    const item = itemAt(stretch, at, end);
    if (!item) return at + 8;
    at = item.delimited ? skipItem(stretch, item.offset, { end, depth }) : item.offset + item.length;
  }
}

function skipItem(stretch: Stretch, start: number, { end, depth }: { readonly end: number; readonly depth: number }) {
  if (depth >= DEEPEST) throw new DicomDamage(`sequences lie more than ${DEEPEST} deep in one another`, start);
  return walkElements(stretch, { start, end, depth: depth + 1, take: () => true });
}

/** The head of an item; undefined at the end of the sequence. */
function itemAt(stretch: Stretch, at: number, end: number) {
  if (at + 8 > end) throw new (end === stretch.total ? CutShort : DicomDamage)('a sequence has no end', at);
  const { tag, length } = headAt(stretch, at);
  if (tag === tags.SequenceDelimitationItem) return undefined;
  if (tag !== tags.Item) throw new DicomDamage(`${tagName(tag)} stands where an item of a sequence should`, at);
  const offset = at + 8;
  const delimited = length === UNDEFINED;
  if (!delimited && offset + length > end) throw overrun(stretch, { tag, length, at, end, offset });
  return { offset, length, delimited };
}

/** Where the items of a sequence begin and end, without their delimiters. */
export function itemsWithin(
  stretch: Stretch,
  { offset, length }: Pick<DicomElement, 'offset' | 'length'>,
): readonly { readonly start: number; readonly end: number }[] {
  const end = offset + length;
  const items: { start: number; end: number }[] = [];
  for (let at = offset; at + 8 <= end; ) {
    const item = itemAt(stretch, at, end);
    if (!item) break;
    const after = item.delimited ? skipItem(stretch, item.offset, { end, depth: 0 }) : item.offset + item.length;
    items.push({ start: item.offset, end: item.delimited ? after - 8 : after });
    at = after;
  }
  return items;
}
