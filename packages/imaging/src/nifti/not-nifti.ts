const signatures: ReadonlyArray<readonly [string, (bytes: Buffer) => boolean]> = [
  ['an empty file', (bytes) => bytes.length === 0],
  ['a DICOM file', (bytes) => bytes.toString('latin1', 128, 132) === 'DICM'],
  ['an NRRD file', (bytes) => bytes.toString('latin1', 0, 4) === 'NRRD'],
  ['a MetaImage file', (bytes) => bytes.toString('latin1', 0, 10) === 'ObjectType'],
  ['a zip archive', (bytes) => bytes.toString('latin1', 0, 4) === 'PK\x03\x04'],
  ['an HDF5 file', (bytes) => bytes.toString('latin1', 1, 4) === 'HDF'],
  ['a NumPy array', (bytes) => bytes.toString('latin1', 1, 6) === 'NUMPY'],
  [
    'a web page, perhaps of a failed download',
    (bytes) => /^\s*<(!doctype|html)/i.test(bytes.toString('latin1', 0, 64)),
  ],
  ['a Git LFS pointer: the file itself was never fetched', (bytes) => bytes.toString('latin1', 0, 8) === 'version '],
  [
    'an ANALYZE 7.5 header, which states no orientation',
    (bytes) => bytes.length >= 348 && (bytes.readInt32LE(0) === 348 || bytes.readInt32BE(0) === 348),
  ],
];

/** What a file that is not NIfTI looks like, from its first bytes. */
export function describeBytes(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return signatures.find(([, matches]) => matches(buffer))?.[0] ?? 'something else';
}
