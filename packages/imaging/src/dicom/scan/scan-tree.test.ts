import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ErrorRecord, Volume } from '@totalfm/core';
import { expectCodedError } from '@totalfm/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { tags } from '../parse/tags.ts';
import { sliceFile, writeSeries, type SliceToWrite } from '../test-support/ct-series.ts';
import { reportFile } from '../test-support/structured-report.ts';
import { writeZip } from '../test-support/write-zip.ts';
import { scanDicomTree } from './scan-tree.ts';
import type { DicomStudy } from './studies.ts';

const base = mkdtempSync(join(tmpdir(), 'totalfm-dicom-'));
afterAll(() => rmSync(base, { recursive: true }));

const ct: Volume<Int16Array> = {
  size: [4, 4, 5],
  spacing: [1, 1, 2],
  origin: [0, 0, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  data: new Int16Array(80),
};
const of = (study: string, series: string, more: SliceToWrite['also'] = {}): SliceToWrite => ({
  also: {
    [tags.StudyInstanceUID]: ['UI', study],
    [tags.SeriesInstanceUID]: ['UI', series],
    [tags.AccessionNumber]: ['SH', `A${study}`],
    ...more,
  },
});

async function scan(root: string) {
  const [studies, warnings]: [DicomStudy[], ErrorRecord[]] = [[], []];
  for await (const study of scanDicomTree(root, { warn: (warning) => warnings.push(warning) })) studies.push(study);
  return { studies, warnings };
}

describe('a tree of exams', () => {
  it('is studies of series, by headers alone', async () => {
    const root = join(base, 'tree');
    const venous = {
      [tags.SeriesDescription]: ['LO', 'Abdomen portal venous'],
      [tags.ConvolutionKernel]: ['SH', 'B30f'],
    } as SliceToWrite['also'];
    writeSeries(join(root, 'patient-1/ct/one'), ct, () => of('1', '1.1', venous));
    writeSeries(join(root, 'patient-1/ct/two'), ct, (k) =>
      k < 2 ? of('1', '1.2', { [tags.ConvolutionKernel]: ['SH', 'B70f'] }) : undefined,
    );
    writeFileSync(join(root, 'patient-1/report.dcm'), reportFile());
    writeFileSync(join(root, 'patient-1/notes.txt'), 'nothing');
    mkdirSync(join(root, 'patient-2'));
    writeFileSync(join(root, 'patient-2/cut'), sliceFile(ct, 0, of('2', '2.1')).subarray(0, 400));
    writeFileSync(
      join(root, 'patient-3.zip'),
      writeZip([0, 1, 2].map((k) => ({ name: `d/${k}`, bytes: sliceFile(ct, k, of('3', '3.1')) }))),
    );
    const { studies, warnings } = await scan(root);
    expect(studies.map(({ uid, accessionNumber, date, patientId }) => [uid, accessionNumber, date, patientId])).toEqual(
      [
        ['3', 'A3', '20200131', 'P1'],
        ['1.2.3', 'A7', '', 'P1'],
        ['1', 'A1', '20200131', 'P1'],
      ],
    );
    const [zipped, report, first] = studies;
    expect(zipped.series).toMatchObject([{ slices: 3, files: [join(root, 'patient-3.zip')] }]);
    expect(report.series).toMatchObject([{ kind: 'report', modality: 'SR', slices: 1 }]);
    expect(first.series).toMatchObject([
      {
        uid: '1.1',
        kind: 'ct',
        slices: 5,
        sharpness: 'soft',
        sliceThickness: 2,
        phase: { phase: 'portal-venous', by: 'description' },
      },
      { uid: '1.2', kind: 'ct', slices: 2, sharpness: 'sharp', phase: { by: 'nothing' } },
    ]);
    expect(warnings.map(({ code }) => code)).toEqual(['TFM_DICOM_TRUNCATED']);
  });

  it('goes down into lone folders, and needs no pixels', async () => {
    const root = join(base, 'deep');
    mkdirSync(join(root, 'export/DICOM/a'), { recursive: true });
    const whole = sliceFile(ct, 0, of('7', '7.1'));
    writeFileSync(join(root, 'export/DICOM/a/1'), whole.subarray(0, whole.length - 20));
    mkdirSync(join(root, 'export/DICOM/b'));
    writeFileSync(join(root, 'export/DICOM/b/1'), sliceFile(ct, 0, of('8', '8.1')));
    expect((await scan(root)).studies.map(({ uid }) => uid)).toEqual(['7', '8']);
  });

  it('can be stopped, and has to be there', async () => {
    const stopped = scanDicomTree(base, { signal: AbortSignal.abort() });
    await expectCodedError(stopped.next(), 'TFM_CANCELLED');
    await expectCodedError(scanDicomTree(join(base, 'nowhere')).next(), 'TFM_FILE_MISSING');
  });
});
