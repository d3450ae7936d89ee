const text = (bytes: Buffer, from: number, to: number) => bytes.toString('latin1', from, to);

const signatures: ReadonlyArray<readonly [string, (bytes: Buffer) => boolean]> = [
  ['an empty file', (bytes) => bytes.length === 0],
  ['NIfTI', (bytes) => /^n[i+][12]$/.test(text(bytes, 344, 347)) || /^n[i+]2$/.test(text(bytes, 4, 7))],
  ['a DICOM file', (bytes) => text(bytes, 128, 132) === 'DICM'],
  ['an NRRD file', (bytes) => text(bytes, 0, 4) === 'NRRD'],
  ['a MetaImage file', (bytes) => text(bytes, 0, 10) === 'ObjectType'],
  ['a zip archive', (bytes) => text(bytes, 0, 4) === 'PK\x03\x04'],
  ['an HDF5 file', (bytes) => text(bytes, 1, 4) === 'HDF'],
  ['a NumPy array', (bytes) => text(bytes, 1, 6) === 'NUMPY'],
  ['a web page, perhaps of a failed download', (bytes) => /^\s*<(!doctype|html)/i.test(text(bytes, 0, 64))],
  ['a Git LFS pointer: the file itself was never fetched', (bytes) => text(bytes, 0, 8) === 'version '],
  [
    'an ANALYZE 7.5 header, which states no orientation',
    (bytes) => bytes.length >= 348 && (bytes.readInt32LE(0) === 348 || bytes.readInt32BE(0) === 348),
  ],
];

/** How many bytes are spelt out where nothing is known of them. */
const SHOWN = 8;

/** What a file looks like from its first bytes; the bytes themselves where they are of nothing known. Never its text. */
export function describeBytes(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const known = signatures.find(([, matches]) => matches(buffer));
  if (known) return known[0];
  const shown = buffer.subarray(0, SHOWN);
  return looksLikeText(buffer)
    ? 'a text'
    : `bytes that begin with ${shown.toString('hex').replace(/(..)(?!$)/g, '$1 ')}`;
}

/** UTF-16, or no control characters but white space: such a file may be a report, so nothing of it is shown. */
const looksLikeText = (bytes: Buffer) =>
  ['fffe', 'feff'].includes(bytes.toString('hex', 0, 2)) ||
  bytes.every((byte) => byte >= 32 || (byte >= 9 && byte <= 13));
