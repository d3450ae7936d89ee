/** A file within a zip archive, as the archive's directory tells of it. */
export interface ZipMember {
  readonly name: string;
  readonly size: number;
  readonly packed: number;
  /** How it is packed: 0 not at all, 8 deflated. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  /** Where its local header begins. */
  readonly at: number;
}

/** Where the bytes of an archive come from. */
export interface ZipBytes {
  readonly size: number;
  /** Bytes from `start` to `end`, or fewer where the archive ends before. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** Its bytes as a buffer: the types of this package's users know none. */
async function readBytes(source: ZipBytes, start: number, end: number): Promise<Buffer> {
  const { buffer, byteOffset, byteLength } = await source.read(start, end);
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** Makes the error of an archive that is damaged in this way. */
export type ZipDamage = (why: string) => Error;

const END = 0x06054b50;
const END_64 = 0x06064b50;
const END_64_PLACE = 0x07064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
/** The end of an archive without its note, which has at most 65,535 bytes. */
const END_BYTES = 22;
/** An entry of the directory without its name. */
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
/** More bytes than any directory has that is read here: 4 million members. */
const DIRECTORY_LIMIT = 1 << 28;

export const looksLikeZip = (head: Uint8Array): boolean =>
  head.length >= 4 && head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4;

/**
 * The members of an archive in the order of its directory, folders among them, zip64 as well. Sizes and places are what the
 * directory says: they may lie. Throws what `damage` makes.
 */
export async function readZipDirectory(source: ZipBytes, damage: ZipDamage): Promise<readonly ZipMember[]> {
  const tailStart = Math.max(0, source.size - END_BYTES - 0xffff);
  const tail = await readBytes(source, tailStart, source.size);
  let end = tail.length - END_BYTES;
  while (end >= 0 && tail.readUInt32LE(end) !== END) end--;
  if (end < 0) throw damage('it has no directory');
  const wide = end >= 20 && tail.readUInt32LE(end - 20) === END_64_PLACE;
  const where = wide
    ? await wideDirectory(source, Number(tail.readBigUInt64LE(end - 12)))
    : { size: tail.readUInt32LE(end + 12), at: tail.readUInt32LE(end + 16) };
  if (!where || where.at + where.size > source.size || where.size > DIRECTORY_LIMIT)
    throw damage('its directory lies outside of it');
  return entriesOf(await readBytes(source, where.at, where.at + where.size));
}

/** Where the bytes of a member begin. Throws what `damage` makes where they are not in the archive. */
export async function zipMemberStart(source: ZipBytes, member: ZipMember, damage: ZipDamage): Promise<number> {
  const local = await readBytes(source, member.at, member.at + LOCAL_BYTES);
  if (local.length < LOCAL_BYTES || local.readUInt32LE(0) !== LOCAL) throw damage('it is not where the directory says');
  const start = member.at + LOCAL_BYTES + local.readUInt16LE(26) + local.readUInt16LE(28);
  if (start + member.packed > source.size) throw damage('the archive ends within it');
  return start;
}

async function wideDirectory(source: ZipBytes, at: number) {
  if (!(at >= 0 && at + 56 <= source.size)) return undefined;
  const record = await readBytes(source, at, at + 56);
  if (record.readUInt32LE(0) !== END_64) return undefined;
  return { size: Number(record.readBigUInt64LE(40)), at: Number(record.readBigUInt64LE(48)) };
}

function entriesOf(directory: Buffer): readonly ZipMember[] {
  const members: ZipMember[] = [];
  for (let at = 0; at + ENTRY_BYTES <= directory.length && directory.readUInt32LE(at) === ENTRY; ) {
    const [nameBytes, extraBytes, noteBytes] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field));
    const extra = at + ENTRY_BYTES + nameBytes;
    const after = extra + extraBytes + noteBytes;
    if (after > directory.length) break;
    const wide = wideSizes(directory.subarray(extra, extra + extraBytes));
    const field = (place: number) => {
      const short = directory.readUInt32LE(at + place);
      return short === 0xffffffff ? (wide.shift() ?? short) : short;
    };
    const size = field(24);
    const packed = field(20);
    members.push({
      name: directory.toString('utf8', at + ENTRY_BYTES, extra),
      size,
      packed,
      method: directory.readUInt16LE(at + 10),
      encrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
      crc: directory.readUInt32LE(at + 16),
      at: field(42),
    });
    at = after;
  }
  return members;
}

/** Lengths and places that do not fit into 32 bits, from a zip64 extra field, in their order. */
function wideSizes(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    const count = Math.min(extra.readUInt16LE(at + 2), extra.length - at - 4) >> 3;
    return Array.from({ length: count }, (_, i) => Number(extra.readBigUInt64LE(at + 4 + 8 * i)));
  }
  return [];
}
