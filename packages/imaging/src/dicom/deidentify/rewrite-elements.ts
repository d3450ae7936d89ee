import { inner, itemsWithin, walkElements, type DicomElement, type Stretch } from '../parse/elements.ts';
import { tags } from '../parse/tags.ts';
import { fragmentsOf } from '../pixels/fragments.ts';
import { encodeElement, elementHead, type Elements } from '../write/encode-elements.ts';
import { CutShort } from '../parse/damage.ts';
import { actionOf, type Action } from './policy.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { shiftedDate } from './shift-date.ts';

/** Whose elements are rewritten. */
export interface Identity {
  readonly pseudonyms: Pseudonyms;
  /** What the dates are moved by: a patient's days. */
  readonly days: number;
}

interface Rewritten {
  readonly tag: number;
  readonly bytes: readonly Buffer[];
}

/**
 * Elements from `start` to `end` without what identifies, with `added` in their places. What is kept is kept byte for byte,
 * in the file's own encoding; sequences state their lengths. Throws `DicomDamage`.
 */
export function rewriteElements(
  stretch: Stretch,
  { start, end }: { readonly start: number; readonly end: number },
  identity: Identity,
  added: Elements = [],
): Buffer {
  const skipped = new Set(added.map(([tag]) => tag));
  // Only a whole data set gets elements, and only there pixel data end where the file does.
  const depth = added.length > 0 ? 0 : 1;
  const out: Rewritten[] = added.map(([tag, vr, value]) => ({
    tag,
    bytes: [encodeElement(tag, vr, value, stretch.encoding)],
  }));
  walkElements(stretch, {
    start,
    end,
    depth,
    take(element) {
      if (!skipped.has(element.tag)) out.push({ tag: element.tag, bytes: rewritten(stretch, element, identity) });
      return true;
    },
  });
  return Buffer.concat(out.sort((a, b) => a.tag - b.tag).flatMap(({ bytes }) => bytes));
}

const isPixels = (tag: number) =>
  tag === tags.PixelData || tag === tags.FloatPixelData || tag === tags.DoubleFloatPixelData;

function rewritten(stretch: Stretch, element: DicomElement, identity: Identity): readonly Buffer[] {
  const { tag, vr, offset, length } = element;
  if (isPixels(tag)) return pixelBytes(stretch, element);
  const value = stretch.bytes.subarray(offset, offset + length);
  const sequence = isSequence(stretch, element);
  const action = actionOf(tag, vr, sequence);
  if (action === 'remove' || (stretch.encoding.explicit && vr === '')) return [];
  const made =
    action === 'items' && sequence ? itemBytes(stretch, element, identity) : changed(value, action, identity);
  return [elementHead(tag, vr, made.length, stretch.encoding), made];
}

/** Implicit files name no sequences: what ends by a delimiter or begins with an item is one. */
function isSequence({ bytes, encoding }: Stretch, { vr, offset, length, delimited }: DicomElement): boolean {
  if (vr === 'SQ' || delimited) return true;
  if ((vr !== '' && vr !== 'UN') || length < 8) return false;
  const first = encoding.littleEndian || vr === 'UN' ? [0xfe, 0xff, 0x00, 0xe0] : [0xff, 0xfe, 0xe0, 0x00];
  return first.every((byte, i) => bytes[offset + i] === byte);
}

function itemBytes(stretch: Stretch, element: DicomElement, identity: Identity): Buffer {
  const within = inner(stretch, element.vr);
  const items = itemsWithin(within, element).map((item) => rewriteElements(within, item, identity));
  return Buffer.concat(items.flatMap((item) => [elementHead(tags.Item, '', item.length, within.encoding), item]));
}

/** The value without what identifies, as long as its representation asks: of an even number of bytes. */
function changed(value: Buffer, action: Action, { pseudonyms, days }: Identity): Buffer {
  const each = (change: (text: string) => string, padding: string) => {
    const texts = value
      .toString('latin1')
      .replace(/[\0 ]+$/, '')
      .split('\\');
    const text = texts.map((one) => change(one.trim())).join('\\');
    return Buffer.from(text.length % 2 === 0 ? text : text + padding, 'latin1');
  };
  switch (action) {
    case 'keep':
      return value;
    case 'uid':
      return each(pseudonyms.uid, '\0');
    case 'date':
      return each((text) => shiftedDate(text, days), ' ');
    case 'accession':
      return each(pseudonyms.accession, ' ');
    default:
      return Buffer.alloc(0);
  }
}

/** Pixel data as they are, with the delimiter of compressed ones. */
function pixelBytes({ bytes, encoding }: Stretch, { tag, vr, offset, length, delimited }: DicomElement) {
  const end = delimited ? offset + endOfFragments(bytes.subarray(offset)) : offset + length;
  if (end > bytes.length) throw new CutShort('it ends within its pixel data', offset);
  const head = elementHead(tag, vr, delimited ? 0xffffffff : length, encoding);
  return [head, bytes.subarray(offset, end)];
}

function endOfFragments(bytes: Buffer): number {
  const { parts } = fragmentsOf(bytes);
  return parts[parts.length - 1].end + 8;
}
