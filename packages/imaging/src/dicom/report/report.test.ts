import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectCodedError } from '@totalfm/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { tags } from '../parse/tags.ts';
import { codeItem, content, numberItem, reportFile, section, textItem } from '../test-support/structured-report.ts';
import { writeDicom } from '../test-support/write-dicom.ts';
import { readDicomReport } from './read-report.ts';

const dir = mkdtempSync(join(tmpdir(), 'totalfm-dicom-'));
afterAll(() => rmSync(dir, { recursive: true }));
let files = 0;
const put = (bytes: Buffer) => {
  const path = join(dir, String(files++));
  writeFileSync(path, bytes);
  return path;
};

const report = [
  content('CODE', 'Observer type', [], 'HAS OBS CONTEXT'),
  section('History', [textItem('History', 'Kidney stones, 3 años.')]),
  section('Findings', [
    textItem('Finding', 'Liver: no lesion.\r\nSpleen: normal.'),
    section('Kidneys', [
      codeItem('Side', 'left'),
      numberItem('Size of stone', '6', 'mm'),
      textItem('', 'Stone in the lower pole.'),
    ]),
  ]),
  content('IMAGE', 'Key image'),
  section('Impression', [textItem('Impression', 'Stone of the left kidney.')]),
];

const text = `Radiology Report:

History:
Kidney stones, 3 años.

Findings:
Liver: no lesion.
Spleen: normal.

Kidneys:
Side: left
Size of stone: 6 mm
Stone in the lower pole.

Impression:
Stone of the left kidney.`;

describe('a structured report', () => {
  it('is plain text with headings', async () => {
    for (const how of [{}, { counted: true }, { syntax: '' }, { syntax: '.1.99' }, { syntax: '.2', counted: true }]) {
      const found = await readDicomReport(put(reportFile(report, how)));
      expect(found.text, JSON.stringify(how)).toBe(text);
      expect(found.facts).toMatchObject({ study: '1.2.3', patientId: 'P1', accessionNumber: 'A7' });
    }
  });

  it.each([
    ['ISO_IR 100', 'latin1', 'Rippenbrüche'],
    ['ISO_IR 192', 'utf8', '肝臓に腫瘤なし'],
  ] as const)('is decoded by its character set %s', async (set, encoding, word) => {
    const bytes = writeDicom({
      elements: [
        [tags.SpecificCharacterSet, 'CS', set],
        [tags.SOPClassUID, 'UI', '1.2.840.10008.5.1.4.1.1.88.11'],
        [tags.ValueType, 'CS', 'TEXT'],
        [tags.TextValue, 'UT', Buffer.from(word, encoding)],
      ],
    });
    expect((await readDicomReport(put(bytes))).text).toBe(word);
  });

  it('in Japanese and Korean code extensions is decoded as well', async () => {
    const read = async (set: string, bytes: Buffer) => {
      const elements = [
        [tags.SpecificCharacterSet, 'CS', set],
        [tags.SOPClassUID, 'UI', '1.2.840.10008.5.1.4.1.1.88.11'],
        [tags.ValueType, 'CS', 'TEXT'],
        [tags.TextValue, 'UT', bytes],
      ] as const;
      return (await readDicomReport(put(writeDicom({ elements })))).text;
    };
    // The names of PS3.5, H.3 and I.2.
    const yamada = Buffer.from('1b2442 3b33 4544 1b2842'.replaceAll(' ', ''), 'hex');
    expect(await read('\\ISO 2022 IR 87', yamada)).toBe('山田');
    expect(await read('\\ISO 2022 IR 149', Buffer.from('1b242943d1ced4d7', 'hex'))).toBe('吉洞');
  });

  it('that is none has a code', async () => {
    await expectCodedError(readDicomReport(put(Buffer.from('No report.'))), 'TFM_DICOM_FORMAT');
    await expectCodedError(
      readDicomReport(put(writeDicom({ elements: [[tags.Modality, 'CS', 'CT']] }))),
      'TFM_DICOM_FORMAT',
    );
    await expectCodedError(readDicomReport(join(dir, 'nowhere')), 'TFM_FILE_MISSING');
    const whole = reportFile(report);
    await expectCodedError(readDicomReport(put(whole.subarray(0, whole.length - 60))), 'TFM_DICOM_TRUNCATED');
  });
});
