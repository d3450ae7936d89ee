/** First bytes of archives and packed files that are not opened, where they stand, and what such files are called. */
const kinds: readonly (readonly [string, number, string])[] = [
  ['PK\x03\x04', 0, 'zip'],
  ['\x1f\x8b', 0, 'gzip'],
  ['ustar', 257, 'tar'],
  ['7z\xbc\xaf\x27\x1c', 0, '7z'],
  ['Rar!', 0, 'rar'],
  ['BZh', 0, 'bzip2'],
  ['\xfd7zXZ', 0, 'xz'],
  ['\x28\xb5\x2f\xfd', 0, 'zstd'],
];

/** Bytes that tell. */
export const ARCHIVE_HEAD = 512;

/** What kind of archive bytes begin; undefined for anything else. */
export function archiveKindOf(head: Buffer): string | undefined {
  return kinds.find(([magic, at]) => head.toString('latin1', at, at + magic.length) === magic)?.[2];
}
