import { promisify } from 'node:util';
import { constants, crc32, inflateRaw } from 'node:zlib';
import { damaged, lockedMember } from '../dicom-errors.ts';
import { isTotalFmError } from '@totalfm/core';
import { fileSource, type ByteSource } from './byte-source.ts';

/** A file within a zip archive. */
export interface ZipMember {
  readonly name: string;
  readonly size: number;
  readonly packed: number;
  /** How it is packed: 0 not at all, 8 deflated; others are not read. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  /** Where its local header begins. */
  readonly at: number;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
/** An entry of the directory without its name. */
const ENTRY_BYTES = 46;
/** More bytes than any directory of slices has. */
const DIRECTORY_LIMIT = 1 << 28;
/** More than any CT in one file has. */
const MEMBER_LIMIT = 2 ** 31 - 1;
const inflated = promisify(inflateRaw);

export const looksLikeZip = (head: Uint8Array): boolean =>
  head.length >= 4 && head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4;

/** The files of an archive, from its directory; folders are left out. Throws `TFM_DICOM_CORRUPT`, `TFM_FILE_MISSING`. */
export async function zipMembers(path: string): Promise<readonly ZipMember[]> {
  const source = await fileSource(path);
  const broken = (why: string) => damaged(path, `its zip archive is damaged: ${why}`);
  const tailStart = Math.max(0, source.size - 65_557);
  const tail = await source.read(tailStart, source.size);
  let end = tail.length - 22;
  while (end >= 0 && tail.readUInt32LE(end) !== END) end--;
  if (end < 0) throw broken('it has no directory');
  const wide = end >= 20 && tail.readUInt32LE(end - 20) === 0x07064b50;
  const where = wide
    ? await wideDirectory(source, Number(tail.readBigUInt64LE(end - 12)))
    : { size: tail.readUInt32LE(end + 12), at: tail.readUInt32LE(end + 16) };
  if (!where || where.at + where.size > source.size || where.size > DIRECTORY_LIMIT)
    throw broken('its directory lies outside of it');
  const directory = await source.read(where.at, where.at + where.size);
  return entriesOf(directory).filter(({ name }) => !name.endsWith('/'));
}

async function wideDirectory(source: ByteSource, at: number) {
  if (!(at >= 0 && at + 56 <= source.size)) return undefined;
  const record = await source.read(at, at + 56);
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

/**
 * A member of an archive as a source. Reading its head inflates no more than that; reading on inflates all of it, and its
 * bytes are forgotten again once they are read.
 */
export function zipSource(archive: ByteSource, member: ZipMember): ByteSource {
  const name = `${archive.file}/${member.name}`;
  const broken = (why: string) => damaged(archive.file, `its member ${member.name} is damaged: ${why}`);
  const whole = (bytes: Buffer) => {
    if (crc32(bytes) !== member.crc) throw broken('its checksum is another');
    return bytes;
  };
  const packedBytes = async (most: number) => {
    if (member.encrypted) throw lockedMember(archive.file, member.name, 'is encrypted');
    if (member.method !== 0 && member.method !== 8)
      throw lockedMember(archive.file, member.name, `is packed by method ${member.method}`);
    if (member.size > MEMBER_LIMIT) throw broken(`it should have ${member.size} bytes`);
    const local = await archive.read(member.at, member.at + 30);
    if (local.length < 30 || local.readUInt32LE(0) !== LOCAL) throw broken('it is not where the directory says');
    const start = member.at + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
    if (start + member.packed > archive.size) throw broken('the archive ends within it');
    return archive.read(start, start + Math.min(member.packed, most));
  };
  const read = async (start: number, end: number) => {
    // What a stored member needs is as long as what is asked for; a deflated one hardly grows by packing.
    const all = end >= member.size;
    const packed = await packedBytes(all ? Infinity : end + 1024);
    if (member.method === 0) return (all ? whole(packed) : packed).subarray(start, end);
    try {
      const finishFlush = all ? constants.Z_FINISH : constants.Z_SYNC_FLUSH;
      const bytes = await inflated(packed, { finishFlush, maxOutputLength: member.size + 1 });
      return (all ? whole(bytes) : bytes).subarray(start, end);
    } catch (error) {
      if (isTotalFmError(error)) throw error;
      throw broken(`it cannot be inflated (${(error as NodeJS.ErrnoException).code})`);
    }
  };
  return { name, file: archive.file, size: member.size, sequential: true, read };
}
