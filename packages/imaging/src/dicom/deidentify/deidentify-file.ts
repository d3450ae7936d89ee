import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';
import { imagingErrors } from '../../errors.ts';
import { damaged, parseError, truncated } from '../dicom-errors.ts';
import { stringOf, textOf } from '../parse/data-set.ts';
import { readFileMeta } from '../parse/part10.ts';
import { tags } from '../parse/tags.ts';
import type { TransferSyntax } from '../parse/transfer-syntaxes.ts';
import { kindWords, type ImageKind } from '../series/image-kind.ts';
import type { ScannedFile } from '../series/scan-file.ts';
import type { ByteSource } from '../source/byte-source.ts';
import type { Elements } from '../write/encode-elements.ts';
import { fileMeta } from '../write/file-meta.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { rewriteElements } from './rewrite-elements.ts';

const BURNED_IN = 0x00280301;
const PATIENT_ID = 0x00100020;
const deflated = promisify(deflateRaw);

/** Who a file is of, in pseudonyms. */
export interface NewIdentity {
  readonly patient: string;
  readonly study: string;
  readonly series: string;
  readonly instance: string;
  /** Days that its dates are moved by. */
  readonly days: number;
}

const wanted: ReadonlySet<ImageKind> = new Set(['ct', 'reformat', 'localizer', 'segmentation', 'structure-set']);

/**
 * Why a file is not taken: it is no CT and no label map, so that texts or pixels may name the patient, or it says that
 * something is burnt into its pixels. Undefined for one that is.
 */
export function refusalOf({ kind, head, source }: ScannedFile, keepBurnedIn: boolean) {
  const burnedIn = stringOf(head.set, BURNED_IN).toUpperCase() === 'YES';
  const picture = kind === 'screenshot' && head.pixels !== undefined;
  if ((wanted.has(kind) || (picture && keepBurnedIn)) && (!burnedIn || keepBurnedIn)) return undefined;
  const why = burnedIn
    ? 'says that annotations are burnt into its pixels'
    : `is no CT and no label map, but: ${kindWords[kind]}`;
  return imagingErrors.TFM_DEIDENTIFY_REFUSED({
    file: source.file,
    message: `${source.name} ${why}.`,
    fix: 'Leave it out, or look at it first: pictures are taken with --keep-burned-in, and may show a name.',
  });
}

/** A file that is left out although it may be missed. `what` says what it is. */
export const leftOut = ({ name, file }: ByteSource, what: string, fix: string) =>
  imagingErrors.TFM_DEIDENTIFY_LEFT_OUT({ file, message: `${name} is ${what}, and was left out.`, fix });

/** What stands for a file's patient, study, series and itself. Throws `TFM_DICOM_CORRUPT` where it does not say. */
export function identityOf({ facts, head, source }: ScannedFile, pseudonyms: Pseudonyms): NewIdentity {
  if (facts.study === '' || facts.series === '' || facts.sopInstance === '')
    throw damaged(source.name, 'it has no UID of its study, its series or itself');
  // Files without a patient are one patient's where they are of one study.
  const id = textOf(head.set, tags.PatientID) || facts.study;
  return {
    patient: pseudonyms.patient(id),
    study: pseudonyms.uid(facts.study),
    series: pseudonyms.uid(facts.series),
    instance: pseudonyms.uid(facts.sopInstance),
    days: pseudonyms.days(id),
  };
}

const code = (value: string, meaning: string): Elements => [
  [tags.CodeValue, 'SH', value],
  [0x00080102, 'SH', 'DCM'],
  [tags.CodeMeaning, 'LO', meaning],
];

/** What a de-identified file says of itself (PS3.15, E.1.1 and E.3.6). */
const statement = (patient: string): Elements => [
  [PATIENT_ID, 'LO', patient],
  [0x00120062, 'CS', 'YES'],
  [0x00120063, 'LO', 'PS3.15 Annex E: HMAC-SHA-256'],
  [
    0x00120064,
    'SQ',
    [
      code('113100', 'Basic Application Confidentiality Profile'),
      code('113107', 'Retain Longitudinal Temporal Information Modified Dates Option'),
    ],
  ],
  [0x00280303, 'CS', 'MODIFIED'],
];

/**
 * The bytes of a file without what identifies its patient: pixel data and geometry are byte for byte those of the file, in
 * its transfer syntax. Throws `TFM_DICOM_CORRUPT`, `TFM_DICOM_TRUNCATED`, `TFM_DICOM_SYNTAX`.
 */
export async function deidentifiedFile(found: ScannedFile, bytes: Buffer, pseudonyms: Pseudonyms): Promise<Buffer> {
  const { head, facts, source } = found;
  const { patient, instance, days } = identityOf(found, pseudonyms);
  const { syntax } = head;
  try {
    const start = syntax.deflated ? 0 : readFileMeta(bytes, bytes.length).start;
    const stretch = { bytes, total: bytes.length, encoding: syntax.encoding };
    if (head.pixels && head.pixels.length >= 0 && head.pixels.offset + head.pixels.length > bytes.length)
      throw truncated(source.name, 'its pixel data');
    const identity = { pseudonyms, days };
    const body = rewriteElements(stretch, { start, end: bytes.length }, identity, statement(patient));
    const meta = fileMeta({ sopClass: facts.sopClass, sopInstance: instance, syntax: statedSyntax(syntax) });
    return Buffer.concat([meta, syntax.deflated ? await deflated(body) : body]);
  } catch (error) {
    throw parseError(error, source);
  }
}

/** Native files whose header said the other representation say the right one from now on. */
function statedSyntax({ uid, coding, deflated, encoding }: TransferSyntax): string {
  if (coding !== 'native' || deflated || !encoding.littleEndian) return uid;
  return encoding.explicit ? '1.2.840.10008.1.2.1' : '1.2.840.10008.1.2';
}
