export const BLOCK = 512;

export interface TarEntry {
  readonly name: string;
  /** First byte of the entry's contents in the archive. */
  readonly offset: number;
  readonly bytes: number;
}

/** The entries of a ustar archive in memory. Knows the `path` of pax headers, which long names need. */
export function tarEntries(archive: Buffer): readonly TarEntry[] {
  const entries: TarEntry[] = [];
  let longName: string | undefined;
  for (let offset = 0; offset + BLOCK <= archive.length && archive[offset] !== 0; ) {
    const header = archive.subarray(offset, offset + BLOCK);
    const bytes = Number.parseInt(text(header, 124, 12).trim(), 8);
    offset += BLOCK;
    if (header[156] === 'x'.charCodeAt(0))
      longName = /\d+ path=([^\n]*)\n/.exec(archive.toString('utf8', offset, offset + bytes))?.[1];
    else {
      entries.push({ name: longName ?? nameOf(header), offset, bytes });
      longName = undefined;
    }
    offset += Math.ceil(bytes / BLOCK) * BLOCK;
  }
  return entries;
}

const text = (header: Buffer, from: number, length: number) =>
  header.toString('utf8', from, from + length).replace(/\0.*$/s, '');

function nameOf(header: Buffer): string {
  const prefix = text(header, 345, 155);
  return prefix ? `${prefix}/${text(header, 0, 100)}` : text(header, 0, 100);
}
