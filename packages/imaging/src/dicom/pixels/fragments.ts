import { CutShort, DicomDamage } from '../parse/damage.ts';
import { tagName, tags } from '../parse/tags.ts';

/** Fragments of encapsulated pixel data (PS3.5, A.4): the first and last byte after it of each, and the offset table. */
export interface Fragments {
  readonly table: readonly number[];
  readonly parts: readonly { readonly start: number; readonly end: number }[];
}

/** Reads where fragments lie in pixel data whose first byte is `bytes[0]`. Throws {@link DicomDamage}. */
export function fragmentsOf(bytes: Buffer): Fragments {
  const parts: { start: number; end: number }[] = [];
  let at = 0;
  for (;;) {
    if (at + 8 > bytes.length) throw new CutShort('the pixel data end without a delimiter', at);
    const tag = (bytes.readUInt16LE(at) * 0x10000 + bytes.readUInt16LE(at + 2)) >>> 0;
    const length = bytes.readUInt32LE(at + 4);
    if (tag === tags.SequenceDelimitationItem) break;
    if (tag !== tags.Item) throw new DicomDamage(`${tagName(tag)} stands where a fragment should`, at);
    if (at + 8 + length > bytes.length) throw new CutShort('the pixel data end within a fragment', at);
    parts.push({ start: at + 8, end: at + 8 + length });
    at += 8 + length;
  }
  const [first, ...rest] = parts;
  if (!first || rest.length === 0) throw new DicomDamage('the pixel data hold no frame', 0);
  const table = Array.from({ length: Math.floor((first.end - first.start) / 4) }, (_, i) =>
    bytes.readUInt32LE(first.start + 4 * i),
  );
  return { table, parts: rest };
}

/**
 * The bytes of each frame, put together from its fragments: by the offset table where it is filled in, one fragment each
 * where there are as many as frames, and all of them where there is one frame.
 */
export function encapsulatedFrames(bytes: Buffer, frames: number): readonly Uint8Array[] {
  const { table, parts } = fragmentsOf(bytes);
  const joined = (own: Fragments['parts']) =>
    own.length === 1
      ? bytes.subarray(own[0].start, own[0].end)
      : Buffer.concat(own.map(({ start, end }) => bytes.subarray(start, end)));
  if (frames === 1) return [joined(parts)];
  if (parts.length === frames) return parts.map((part) => joined([part]));
  if (table.length !== frames)
    throw new DicomDamage(`${parts.length} fragments hold ${frames} frames, and no table says how`, 0);
  const base = parts[0].start - 8;
  return table.map((offset, i) => {
    const end = table[i + 1] ?? Infinity;
    const own = parts.filter(({ start }) => start - 8 - base >= offset && start - 8 - base < end);
    if (own.length === 0) throw new DicomDamage(`no fragment holds frame ${i}`, 0);
    return joined(own);
  });
}
