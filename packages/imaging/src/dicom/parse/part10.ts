import { DicomDamage } from './damage.ts';
import { dataSetOf, stringOf, type DataSet } from './data-set.ts';
import {
  explicitLittleEndian,
  tagAt,
  walkElements,
  type DicomElement,
  type Encoding,
  type Stretch,
} from './elements.ts';
import { tags } from './tags.ts';
import { transferSyntaxOf, type TransferSyntax } from './transfer-syntaxes.ts';

/** What stands before the data set of a file (PS3.10). */
export interface FileMeta {
  readonly syntax: TransferSyntax;
  /** First byte of the data set, or of its deflated stream. */
  readonly start: number;
}

const PREAMBLE = 128;

/** Whether bytes begin as a DICOM file does: with a preamble, or with elements that only DICOM has. */
export function looksLikeDicom(head: Uint8Array): boolean {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
  return hasPreamble(bytes) || bareStart(bytes) !== undefined;
}

export const hasPreamble = (bytes: Buffer): boolean =>
  bytes.length >= PREAMBLE + 4 && bytes.toString('latin1', PREAMBLE, PREAMBLE + 4) === 'DICM';

/**
 * How a data set without a preamble is written, or undefined where bytes are none: the first three elements must be of
 * group 2 or 8, in order, short, and of a representation that such elements have.
 */
function bareStart(bytes: Buffer): Encoding | undefined {
  const encodings: readonly Encoding[] = [
    { explicit: true, littleEndian: true },
    { explicit: false, littleEndian: true },
    { explicit: true, littleEndian: false },
  ];
  return encodings.find((encoding) => fits({ bytes, total: bytes.length, encoding }));
}

function fits(stretch: Stretch): boolean {
  let [at, before] = [0, -1];
  for (let count = 0; count < 3; count++) {
    if (at + 12 > stretch.bytes.length) return false;
    const tag = tagAt(stretch, at);
    if ((tag >>> 16 !== 2 && tag >>> 16 !== 8) || tag <= before) return false;
    const vr = stretch.bytes.toString('latin1', at + 4, at + 6);
    const little = stretch.encoding.littleEndian;
    let length: number;
    if (stretch.encoding.explicit) {
      if (!/^(AE|CS|DA|DT|IS|LO|OB|PN|SH|TM|UI|UL|US|ST)$/.test(vr)) return false;
      const long = vr === 'OB';
      length = long
        ? stretch.bytes.readUInt32LE(at + 8) + 4
        : little
          ? stretch.bytes.readUInt16LE(at + 6)
          : stretch.bytes.readUInt16BE(at + 6);
    } else length = stretch.bytes.readUInt32LE(at + 4);
    if (length > 1024 || length % 2 === 1) return false;
    [at, before] = [at + 8 + length, tag];
  }
  return true;
}

/** Reads the file meta information, or finds out how a data set without it is written. */
export function readFileMeta(bytes: Buffer, total: number): FileMeta {
  const preamble = hasPreamble(bytes);
  const bare = preamble ? undefined : bareStart(bytes);
  if (!preamble && !bare) throw new DicomDamage('it has neither a preamble nor the elements of an image', 0);
  const from = preamble ? PREAMBLE + 4 : 0;
  const stretch: Stretch = { bytes, total, encoding: explicitLittleEndian };
  const elements = new Map<number, DicomElement>();
  let start = from;
  if (bytes.length >= from + 8 && bytes.readUInt16LE(from) === 2) {
    start = walkElements(stretch, {
      start: from,
      end: total,
      take: (element) => Boolean(elements.set(element.tag, element)),
      endsAt: (tag) => tag >>> 16 !== 2,
    });
  }
  const uid = stringOf(dataSetOf(stretch, elements), tags.TransferSyntaxUID);
  const syntax = uid === '' ? guessed(bytes, start, bare) : transferSyntaxOf(uid);
  if (!syntax) throw new UnknownTransferSyntax(uid);
  return { syntax: syntax.deflated ? syntax : corrected(syntax, bytes, start), start };
}

/** Thrown for a transfer syntax that nothing here reads. */
export class UnknownTransferSyntax extends Error {
  constructor(readonly uid: string) {
    super(`transfer syntax ${uid}`);
  }
}

const implicit = () => transferSyntaxOf('1.2.840.10008.1.2') as TransferSyntax;

function guessed(bytes: Buffer, start: number, bare: Encoding | undefined): TransferSyntax {
  const encoding = (start === 0 ? bare : undefined) ?? bareStart(bytes.subarray(start)) ?? explicitLittleEndian;
  if (!encoding.explicit) return implicit();
  return transferSyntaxOf(encoding.littleEndian ? '1.2.840.10008.1.2.1' : '1.2.840.10008.1.2.2') as TransferSyntax;
}

/** Files that say explicit and are implicit, or the other way round, exist: the first element tells. */
function corrected(syntax: TransferSyntax, bytes: Buffer, start: number): TransferSyntax {
  if (bytes.length < start + 8 || !syntax.encoding.littleEndian) return syntax;
  const explicit = /^[A-Z]{2}$/.test(bytes.toString('latin1', start + 4, start + 6));
  return explicit === syntax.encoding.explicit ? syntax : { ...syntax, encoding: { ...syntax.encoding, explicit } };
}

/** The elements of a data set up to its pixel data, and where these lie. Throws {@link DicomDamage}. */
export function readDataSet(
  stretch: Stretch,
  start: number,
): { readonly set: DataSet; readonly pixels?: DicomElement } {
  const elements = new Map<number, DicomElement>();
  let pixels: DicomElement | undefined;
  walkElements(stretch, {
    start,
    end: stretch.total,
    take(element) {
      if (
        element.tag === tags.PixelData ||
        element.tag === tags.FloatPixelData ||
        element.tag === tags.DoubleFloatPixelData
      ) {
        pixels = element;
        return false;
      }
      if (!elements.has(element.tag)) elements.set(element.tag, element);
      return true;
    },
  });
  return { set: dataSetOf(stretch, elements), pixels };
}
