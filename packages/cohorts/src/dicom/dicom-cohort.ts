import type { Cohort, Secrets, VolumeFiles, Volume } from '@totalfm/core';
import { chooseDicomSeries, createDicomReader, dicomOptions, pseudonymsOf, type Pseudonyms } from '@totalfm/imaging';
import { fingerprintOf, isTotalFmError, type ErrorRecord } from '@totalfm/core';
import { cohortErrors } from '../shared/errors.ts';
import { splitByHash } from '../shared/splits.ts';
import { createTabledCohort, type TabledExam, type TabledPart } from '../shared/tabled-cohort.ts';
import { brokenRevision } from '../shared/tables/table-parts.ts';
import type { DicomCohortOptions } from './options.ts';
import { reportFinder, type FindReport } from './reports.ts';
import { readStudies, type KeptSeries, type KeptStudy } from './studies.ts';

export interface DicomCohortNeeds {
  readonly files: VolumeFiles;
  readonly secrets: Secrets;
  readonly cacheDir?: string;
}

/** Without a key of the project’s own, whoever can guess an id can find its patient. */
const EVERYBODYS = 'totalfm';

/** A tree of DICOM studies, each an exam: headers are read to list them, one series of each to open it. */
export function createDicomCohort(options: DicomCohortOptions, { files, secrets, cacheDir }: DicomCohortNeeds): Cohort {
  return createTabledCohort(
    {
      scope: { name: 'dicom-cohort', root: options.root, looked: {} },
      async exams(signal) {
        const key = options.key === undefined ? EVERYBODYS : secrets.require(options.key);
        const pseudonyms = pseudonymsOf(Buffer.from(key, 'utf8'));
        const studies = (await readStudies(options.root, { signal })).filter(hasImages);
        if (studies.length === 0) throw nothingThere(options.root);
        const report = await reportFinder(options, studies, signal);
        return studies.map((study) => examOf(study, { options, pseudonyms, report }));
      },
    },
    files,
    cacheDir,
  );
}

const hasImages = ({ series }: KeptStudy) => series.some(({ kind }) => kind === 'ct' || kind === 'reformat');

interface Reading {
  readonly options: DicomCohortOptions;
  readonly pseudonyms: Pseudonyms;
  readonly report: FindReport;
}

function examOf(study: KeptStudy, { options, pseudonyms, report }: Reading): TabledExam {
  const id = pseudonyms.uid(study.uid);
  // A study without a patient's id is a patient of its own.
  const patient = pseudonyms.patient(study.patientId || study.uid);
  const split = options.split === 'auto' ? splitByHash(patient, options.fractions) : options.split;
  try {
    const labels = labelObjectOf(study);
    return { id, patient, split, ct: ctPart(study, options), report: report(study), ...(labels && { labels }) };
  } catch (error) {
    if (!isTotalFmError(error)) throw error;
    return { id, patient, split, broken: { error, revision: brokenRevision(error, []) } };
  }
}

/** The last segmentation of a study, else its last structure set: what `label-files` reads. */
function labelObjectOf({ series }: KeptStudy): string | undefined {
  const last = (wanted: KeptSeries['kind']) => series.filter(({ kind, isFile }) => kind === wanted && isFile).at(-1);
  return (last('segmentation') ?? last('structure-set'))?.place;
}

/** The series that is read, by the rules of the experiment. Throws `TFM_DICOM_NOT_CT`. */
function ctPart({ series }: KeptStudy, options: DicomCohortOptions): TabledPart<Volume> {
  const { sliceThickness, kernel, phases, gaps, longestGap } = options;
  const told: ErrorRecord[] = [];
  const { series: chosen } = chooseDicomSeries(
    series.map(choosable),
    { file: series[0].place, wish: { sliceThickness, kernel, phases } },
    (warning) => void told.push(warning.toJSON()),
  );
  const reader = createDicomReader(dicomOptions.parse({ sliceThickness, kernel, phases, gaps, longestGap }));
  return {
    revision: fingerprintOf([reader.version, chosen.uid, chosen.digest, gaps, String(longestGap)]),
    async read(signal, warn) {
      for (const warning of told) warn?.(warning);
      return reader.read(chosen.place, { series: chosen.uid, signal, warn });
    },
  };
}

const choosable = (series: KeptSeries) => ({
  series,
  uid: series.uid,
  kind: series.kind,
  kernel: series.sharpness,
  phase: series.phase.phase,
  thickness: series.sliceThickness,
  frames: { length: series.slices },
  facts: { seriesNumber: series.number, kernel: series.kernel, modality: series.modality },
});

const nothingThere = (root: string) =>
  cohortErrors.TFM_COHORT_ROOT({
    file: root,
    option: 'root',
    message: `${root} holds no CT images in DICOM.`,
    fix: 'Set `cohort.root` to the folder that the studies lie in, as files or zip archives.',
  });
