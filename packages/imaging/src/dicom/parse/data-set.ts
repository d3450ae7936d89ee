import { DicomDamage } from './damage.ts';
import { inner, itemsWithin, walkElements, type DicomElement, type Stretch } from './elements.ts';
import { decoderOf } from './character-sets.ts';
import { tags } from './tags.ts';

/** The elements of a file, or of an item of a sequence. Values are read when they are asked for. */
export interface DataSet {
  readonly stretch: Stretch;
  readonly elements: ReadonlyMap<number, DicomElement>;
  /** Specific Character Set (0008,0005), of the nearest data set around it that has one. */
  readonly characterSet: readonly string[];
}

const ascii = new TextDecoder('latin1');

/** A data set of elements that were walked over. An item inherits the character set of what surrounds it. */
export function dataSetOf(
  stretch: Stretch,
  elements: ReadonlyMap<number, DicomElement>,
  inherited: readonly string[] = [],
): DataSet {
  const found = { stretch, elements, characterSet: inherited };
  return elements.has(tags.SpecificCharacterSet)
    ? { ...found, characterSet: stringsOf(found, tags.SpecificCharacterSet) }
    : found;
}

function valueBytes({ stretch, elements }: DataSet, tag: number): Buffer | undefined {
  const element = elements.get(tag);
  if (!element || element.length < 0) return undefined;
  return stretch.bytes.subarray(element.offset, element.offset + element.length);
}

const trimmed = (text: string) => text.replace(/^[\s\0]+|[\s\0]+$/g, '');

/** Values of an element of identifiers, codes, dates or numbers in digits, without padding; empty where it is absent. */
export function stringsOf(set: DataSet, tag: number): readonly string[] {
  const bytes = valueBytes(set, tag);
  const text = bytes ? trimmed(ascii.decode(bytes)) : '';
  return text === '' ? [] : text.split('\\').map(trimmed);
}

/** The first of {@link stringsOf}; empty where it is absent. */
export const stringOf = (set: DataSet, tag: number): string => stringsOf(set, tag)[0] ?? '';

/** An element of text or names, decoded by the data set's character set, whole; empty where it is absent. */
export function textOf(set: DataSet, tag: number): string {
  const bytes = valueBytes(set, tag);
  return bytes ? trimmed(decoderOf(set.characterSet)(bytes)) : '';
}

/** Numbers written in digits (DS, IS); NaN for one that is none. */
export const decimalsOf = (set: DataSet, tag: number): readonly number[] =>
  stringsOf(set, tag).map((text) => (text === '' ? NaN : Number(text)));

/** The first of {@link decimalsOf}; undefined where it is absent or no number. */
export function decimalOf(set: DataSet, tag: number): number | undefined {
  const [value] = decimalsOf(set, tag);
  return Number.isFinite(value) ? value : undefined;
}

/** An element of one unsigned 16-bit number. */
export function uint16Of(set: DataSet, tag: number): number | undefined {
  const bytes = valueBytes(set, tag);
  if (!bytes || bytes.length < 2) return undefined;
  return set.stretch.encoding.littleEndian ? bytes.readUInt16LE(0) : bytes.readUInt16BE(0);
}

/** An element of one 64-bit float (FD) or 32-bit float (FL), by its length. */
export function floatOf(set: DataSet, tag: number): number | undefined {
  const bytes = valueBytes(set, tag);
  const little = set.stretch.encoding.littleEndian;
  if (bytes?.length === 8) return little ? bytes.readDoubleLE(0) : bytes.readDoubleBE(0);
  if (bytes?.length === 4) return little ? bytes.readFloatLE(0) : bytes.readFloatBE(0);
  return undefined;
}

/** The items of a sequence; none where it is absent or no sequence. Throws {@link DicomDamage}. */
export function itemsOf(set: DataSet, tag: number): readonly DataSet[] {
  const element = set.elements.get(tag);
  if (!element || !['SQ', 'UN', ''].includes(element.vr)) return [];
  const stretch = inner(set.stretch, element.vr);
  return itemsWithin(stretch, element).map(({ start, end }) => {
    const elements = new Map<number, DicomElement>();
    const take = (found: DicomElement) => {
      if (!elements.has(found.tag)) elements.set(found.tag, found);
      return true;
    };
    if (end > stretch.bytes.length) throw new DicomDamage('an item of a sequence goes on after the file', start);
    walkElements(stretch, { start, end, take, depth: 1 });
    return dataSetOf(stretch, elements, set.characterSet);
  });
}

/** The first item of a sequence. */
export const itemOf = (set: DataSet | undefined, tag: number): DataSet | undefined =>
  set && set.elements.has(tag) ? itemsOf(set, tag)[0] : undefined;
