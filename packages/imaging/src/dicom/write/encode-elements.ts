import { explicitLittleEndian, type Encoding } from '../parse/elements.ts';
import { tags } from '../parse/tags.ts';

/** A value: text, texts, numbers, bytes as they are, or the items of a sequence. */
export type ElementValue = string | number | readonly number[] | readonly string[] | Uint8Array | readonly Elements[];
/** Tag, value representation, value. They are written in the order of their tags. */
export type Elements = readonly (readonly [tag: number, vr: string, value: ElementValue])[];

const longForms = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);

/** The head of an element whose value has `length` bytes. */
export function elementHead(tag: number, vr: string, length: number, encoding = explicitLittleEndian): Buffer {
  const withVr = encoding.explicit && tag >>> 16 !== 0xfffe;
  const long = withVr && longForms.has(vr);
  const head = Buffer.alloc(long ? 12 : 8);
  const u16 = (value: number, at: number) =>
    encoding.littleEndian ? head.writeUInt16LE(value, at) : head.writeUInt16BE(value, at);
  const u32 = (value: number, at: number) =>
    encoding.littleEndian ? head.writeUInt32LE(value, at) : head.writeUInt32BE(value, at);
  u16(tag >>> 16, 0);
  u16(tag & 0xffff, 2);
  if (!withVr) {
    u32(length, 4);
    return head;
  }
  head.write(vr, 4, 'latin1');
  if (long) u32(length, 8);
  else u16(length, 6);
  return head;
}

/** An element with its value; sequences and items state their lengths. */
export function encodeElement(tag: number, vr: string, value: ElementValue, encoding = explicitLittleEndian): Buffer {
  const bytes = valueBytes(vr, value, encoding);
  return Buffer.concat([elementHead(tag, vr, bytes.length, encoding), bytes]);
}

/** The elements of a data set, or of an item. */
export function encodeElements(elements: Elements, encoding = explicitLittleEndian): Buffer {
  const sorted = [...elements].sort(([a], [b]) => a - b);
  return Buffer.concat(sorted.map(([tag, vr, value]) => encodeElement(tag, vr, value, encoding)));
}

const numberBytes: Readonly<Record<string, number>> = { US: 2, SS: 2, UL: 4, SL: 4, FL: 4, FD: 8 };

/** The bytes of a value, of an even number. */
export function valueBytes(vr: string, value: ElementValue, encoding: Encoding): Buffer {
  if (value instanceof Uint8Array) return even(Buffer.from(value), vr);
  if (vr === 'SQ') {
    const items = (value as readonly Elements[]).map((item) => encodeElements(item, encoding));
    return Buffer.concat(items.flatMap((item) => [elementHead(tags.Item, '', item.length, encoding), item]));
  }
  if (vr in numberBytes) return numbersOf(vr, typeof value === 'number' ? [value] : (value as number[]), encoding);
  const text = Array.isArray(value) ? value.join('\\') : String(value);
  return even(Buffer.from(text, 'utf8'), vr);
}

const even = (bytes: Buffer, vr: string): Buffer => {
  if (bytes.length % 2 === 0) return bytes;
  return Buffer.concat([bytes, Buffer.from(['UI', 'OB', 'OW', 'UN'].includes(vr) ? '\0' : ' ')]);
};

function numbersOf(vr: string, values: readonly number[], { littleEndian }: Encoding): Buffer {
  const size = numberBytes[vr];
  const bytes = Buffer.alloc(size * values.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  values.forEach((value, i) => {
    if (vr === 'FD') view.setFloat64(i * size, value, littleEndian);
    else if (vr === 'FL') view.setFloat32(i * size, value, littleEndian);
    else if (size === 4) view.setUint32(i * size, value >>> 0, littleEndian);
    else view.setUint16(i * size, value & 0xffff, littleEndian);
  });
  return bytes;
}

/** A number as a decimal string of at most 16 characters. */
export function decimalString(value: number): string {
  for (let digits = 16; digits > 1; digits--) {
    const text = String(Number(value.toPrecision(digits)));
    if (text.length <= 16) return text;
  }
  return String(Math.round(value)).slice(0, 16);
}
