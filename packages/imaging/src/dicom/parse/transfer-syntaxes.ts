import type { Encoding } from './elements.ts';

/** How the frames of pixel data are stored. */
export type PixelCoding = 'native' | 'rle' | 'jpeg' | 'jpeg-ls' | 'jpeg-2000' | 'htj2k';

export interface TransferSyntax {
  readonly uid: string;
  readonly name: string;
  readonly encoding: Encoding;
  readonly deflated: boolean;
  readonly coding: PixelCoding;
}

const explicit: Encoding = { explicit: true, littleEndian: true };
const known = (uid: string, name: string, coding: PixelCoding, rest: Partial<TransferSyntax> = {}): TransferSyntax => ({
  uid: `1.2.840.10008.1.2${uid}`,
  name,
  encoding: explicit,
  deflated: false,
  coding,
  ...rest,
});

const all: readonly TransferSyntax[] = [
  known('', 'Implicit VR Little Endian', 'native', { encoding: { explicit: false, littleEndian: true } }),
  known('.1', 'Explicit VR Little Endian', 'native'),
  known('.1.99', 'Deflated Explicit VR Little Endian', 'native', { deflated: true }),
  known('.2', 'Explicit VR Big Endian', 'native', { encoding: { explicit: true, littleEndian: false } }),
  known('.5', 'RLE Lossless', 'rle'),
  known('.4.50', 'JPEG Baseline (Process 1)', 'jpeg'),
  known('.4.51', 'JPEG Extended (Processes 2 and 4)', 'jpeg'),
  known('.4.57', 'JPEG Lossless (Process 14)', 'jpeg'),
  known('.4.70', 'JPEG Lossless (Process 14, Selection Value 1)', 'jpeg'),
  known('.4.80', 'JPEG-LS Lossless', 'jpeg-ls'),
  known('.4.81', 'JPEG-LS Near-Lossless', 'jpeg-ls'),
  known('.4.90', 'JPEG 2000 Lossless', 'jpeg-2000'),
  known('.4.91', 'JPEG 2000', 'jpeg-2000'),
  known('.4.201', 'HTJ2K Lossless', 'htj2k'),
  known('.4.202', 'HTJ2K Lossless RPCL', 'htj2k'),
  known('.4.203', 'HTJ2K', 'htj2k'),
];

const byUid = new Map(all.map((syntax) => [syntax.uid, syntax]));

export const transferSyntaxes = all;

/** The syntax of a UID; undefined for one that is not read (video, private, retired). */
export const transferSyntaxOf = (uid: string): TransferSyntax | undefined => byUid.get(uid);
