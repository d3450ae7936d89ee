import { crc32 } from 'node:zlib';

/** A member of an archive; what is given besides name and bytes is what the directory says, true or not. */
export interface Member {
  readonly name: string;
  readonly bytes: Buffer;
  readonly claims?: Partial<Record<'size' | 'packed' | 'method' | 'crc' | 'at' | 'flags', number>>;
}

export interface ArchiveOptions {
  /** Set to have sizes and places in 64 bits, as archives above 4 GB do. */
  readonly isWide?: boolean;
  /** Where the archive begins in the file, for its places. Default: 0. */
  readonly base?: number;
}

/** A zip archive of stored members whose bytes lie at multiples of 64, as PyTorch writes it. */
export function writeArchive(members: readonly Member[], { isWide = false, base = 0 }: ArchiveOptions = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = base;
  const add = (part: Buffer) => {
    parts.push(part);
    at += part.length;
  };
  for (const { name, bytes, claims = {} } of members) {
    const told = { size: bytes.length, packed: bytes.length, method: 0, crc: crc32(bytes), at, flags: 0, ...claims };
    const padding = (64 - ((at + 30 + name.length + 4) % 64)) % 64;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50);
    local.writeUInt16LE(name.length, 26);
    local.writeUInt16LE(4 + padding, 28);
    const extra = Buffer.alloc(4 + padding, 'Z');
    extra.writeUInt16LE(0x4246);
    extra.writeUInt16LE(padding, 2);
    directory.push(entryOf(name, told, isWide));
    for (const part of [local, Buffer.from(name), extra, bytes]) add(part);
  }
  const directoryAt = at;
  directory.forEach(add);
  add(endOf({ count: members.length, size: at - directoryAt, at: directoryAt }, isWide));
  return Buffer.concat(parts);
}

function entryOf(name: string, told: Record<string, number>, isWide: boolean): Buffer {
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50);
  entry.writeUInt16LE(told.flags, 8);
  entry.writeUInt16LE(told.method, 10);
  entry.writeUInt32LE(told.crc, 16);
  entry.writeUInt16LE(name.length, 28);
  const fields = [told.size, told.packed, told.at];
  const wide = isWide ? Buffer.alloc(4 + 8 * fields.length) : Buffer.alloc(0);
  [24, 20, 42].forEach((place, index) => entry.writeUInt32LE(isWide ? 0xffffffff : fields[index], place));
  if (isWide) {
    wide.writeUInt16LE(1);
    wide.writeUInt16LE(8 * fields.length, 2);
    fields.forEach((value, index) => wide.writeBigUInt64LE(BigInt(value), 4 + 8 * index));
    entry.writeUInt16LE(wide.length, 30);
  }
  return Buffer.concat([entry, Buffer.from(name), wide]);
}

function endOf({ count, size, at }: { count: number; size: number; at: number }, isWide: boolean): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(isWide ? 0xffffffff : at, 16);
  if (!isWide) return end;
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50);
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(at), 48);
  const place = Buffer.alloc(20);
  place.writeUInt32LE(0x07064b50);
  place.writeBigUInt64LE(BigInt(at + size), 8);
  place.writeUInt32LE(1, 16);
  return Buffer.concat([record, place, end]);
}

const floats = (...values: number[]) => Buffer.from(Float32Array.from(values).buffer);

/** What `torch.save` makes of a pickle and one storage of 1, 2, 3 and 4. */
export const torchMembers = (pickle: Buffer): Member[] => [
  { name: 'archive/data.pkl', bytes: pickle },
  { name: 'archive/byteorder', bytes: Buffer.from('little') },
  { name: 'archive/data/0', bytes: floats(1, 2, 3, 4) },
  { name: 'archive/version', bytes: Buffer.from('3\n') },
];

export const torchArchive = (pickle: Buffer): Buffer => writeArchive(torchMembers(pickle));

/** A pickle in the form of old PyTorch files, with one storage of 1, 2, 3 and 4 behind it. */
export function legacyFile(
  pickle: Buffer,
  { keys = ['0'], storages = [floats(1, 2, 3, 4)] }: { keys?: readonly string[]; storages?: readonly Buffer[] } = {},
): Buffer {
  const magic = Buffer.from('80028a0a6cfc9c46f9206aa850192e', 'hex');
  const version = Buffer.from('80024de9032e', 'hex');
  const system = Buffer.from('80027d2e', 'hex');
  const list = keys.map((key) => Buffer.concat([Buffer.of(0x55, key.length), Buffer.from(key)]));
  const lengths = storages.map((storage) => {
    const count = Buffer.alloc(8);
    count.writeBigInt64LE(BigInt(storage.length / 4));
    return Buffer.concat([count, storage]);
  });
  const keyPickle = Buffer.concat([Buffer.from([0x80, 2, 0x5d, 0x28]), ...list, Buffer.from('e.')]);
  return Buffer.concat([magic, version, system, pickle, keyPickle, ...lengths]);
}
