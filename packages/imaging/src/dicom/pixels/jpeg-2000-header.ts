import { DicomDamage } from '../parse/damage.ts';

interface Size {
  readonly rows: number;
  readonly columns: number;
}

const ascii = (bytes: Uint8Array, from: number) => String.fromCharCode(...bytes.subarray(from, from + 4));

/** The codestream of a frame, which should be bare and sometimes is wrapped in a JP2 file. */
export function codestreamOf(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 12 || ascii(bytes, 4) !== 'jP  ') return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at);
    if (ascii(bytes, at + 4) === 'jp2c') return bytes.subarray(at + 8);
    if (length < 8) break;
    at += length;
  }
  throw new DicomDamage('a JP2 frame has no codestream', 0);
}

/** Checks what a codestream says of its size (ITU T.800, A.5.1) before a decoder makes room for it. */
export function checkCodestream(bytes: Uint8Array, { rows, columns }: Size): void {
  if (bytes.length < 49 || bytes[0] !== 0xff || bytes[1] !== 0x4f || bytes[2] !== 0xff || bytes[3] !== 0x51)
    throw new DicomDamage('a frame is no JPEG 2000 codestream', 0);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [width, height, left, top] = [8, 12, 16, 20].map((at) => view.getUint32(at));
  const [tileWidth, tileHeight] = [24, 28].map((at) => view.getUint32(at));
  const components = view.getUint16(40);
  const depth = (view.getUint8(42) & 0x7f) + 1;
  if (
    width - left !== columns ||
    height - top !== rows ||
    components !== 1 ||
    depth > 16 ||
    view.getUint16(43) !== 0x0101
  )
    throw new DicomDamage(
      `a JPEG 2000 frame has ${width - left} × ${height - top} pixels of ${components} components`,
      0,
    );
  const tiles = Math.ceil(columns / tileWidth) * Math.ceil(rows / tileHeight);
  if (!(tiles <= 65_535)) throw new DicomDamage('a JPEG 2000 frame has too many tiles', 0);
  checkTileParts(view, tiles);
}

const [START_OF_TILE, END_OF_CODESTREAM] = [0xff90, 0xffd9];

/** Checks that all tiles are there to their end (A.4.2): the decoder of HTJ2K leaves grey what is not, without a word. */
function checkTileParts(view: DataView, tiles: number): void {
  const cutShort = (at: number) => new DicomDamage('the tiles of a JPEG 2000 frame are cut short', at);
  const markerAt = (at: number) => (at + 2 <= view.byteLength ? view.getUint16(at) : END_OF_CODESTREAM);
  const found = new Set<number>();
  let at = 2;
  while (at + 4 <= view.byteLength && markerAt(at) !== START_OF_TILE) at += 2 + view.getUint16(at + 2);
  while (markerAt(at) === START_OF_TILE && at + 12 <= view.byteLength) {
    found.add(view.getUint16(at + 4));
    // The last part may leave its length open, and goes on to the end then.
    const length = view.getUint32(at + 6) || endOf(view) - at;
    if (length < 14 || at + length > view.byteLength) throw cutShort(at);
    at += length;
  }
  if (markerAt(at) !== END_OF_CODESTREAM || found.size < tiles) throw cutShort(at);
}

/** Where the codestream ends, before the zero that makes its length even. */
function endOf(view: DataView): number {
  const end = view.byteLength - 2;
  return view.getUint16(end) === END_OF_CODESTREAM ? end : end - 1;
}
