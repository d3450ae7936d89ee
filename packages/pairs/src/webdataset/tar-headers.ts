export const BLOCK = 512;

export interface TarEntry {
  readonly name: string;
  /** First byte of the entry's contents in the archive. */
  readonly offset: number;
  readonly bytes: number;
}

export type ReadBytes = (offset: number, length: number) => Promise<Buffer>;

/**
 * The entries of a ustar archive by their headers alone: contents are stepped over, not read. Knows the `path` of pax
 * headers, which long names need. Undefined where a header is damaged or the archive has no end mark.
 */
export async function* tarEntries(read: ReadBytes): AsyncGenerator<TarEntry | undefined> {
  let offset = 0;
  let longName: string | undefined;
  for (;;) {
    const header = await read(offset, BLOCK);
    if (header.length < BLOCK) return yield undefined;
    if (header.every((byte) => byte === 0)) return;
    const [bytes, type] = [octal(header, 124, 12), header[156]];
    if (octal(header, 148, 8) !== checksum(header) || !Number.isFinite(bytes)) return yield undefined;
    offset += BLOCK;
    if (type === 'x'.charCodeAt(0))
      longName = /\d+ path=([^\n]*)\n/.exec((await read(offset, bytes)).toString('utf8'))?.[1];
    else if (type === '0'.charCodeAt(0) || type === 0) {
      yield { name: longName ?? nameOf(header), offset, bytes };
      longName = undefined;
    }
    offset += Math.ceil(bytes / BLOCK) * BLOCK;
  }
}

const text = (header: Buffer, from: number, length: number) =>
  header.toString('utf8', from, from + length).replace(/\0.*$/s, '');

const octal = (header: Buffer, from: number, length: number) =>
  Number.parseInt(text(header, from, length).trim() || '0', 8);

function nameOf(header: Buffer): string {
  const prefix = text(header, 345, 155);
  return prefix ? `${prefix}/${text(header, 0, 100)}` : text(header, 0, 100);
}

/** Sum of all bytes, the checksum's own eight counted as spaces. */
const checksum = (header: Buffer) => header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 32 : byte), 0);
