import { fingerprintOf } from '@totalfm/core';
import { contrastPhaseOf, type PhaseGuess } from '../phase/contrast-phase.ts';
import type { ImageKind } from '../series/image-kind.ts';
import type { InstanceFacts } from '../series/instance.ts';
import { kernelSharpness, type KernelSharpness } from '../series/kernel.ts';
import type { ScannedFile } from '../series/scan-file.ts';

/** A series, by the headers of its files. A localiser within a series of slices is one of its own. */
export interface DicomSeries {
  readonly uid: string;
  readonly kind: ImageKind;
  readonly modality: string;
  readonly imageType: readonly string[];
  readonly number?: number;
  readonly description: string;
  readonly bodyPart: string;
  /** Millimetres, as stated. */
  readonly sliceThickness?: number;
  readonly kernel: string;
  readonly sharpness: KernelSharpness;
  readonly contrastAgent: string;
  readonly phase: PhaseGuess;
  /** Slices: files, or the frames of multi-frame ones. */
  readonly slices: number;
  /** Files on the disk, in the order in which they were met: one archive where it lies in one. */
  readonly files: readonly string[];
  /** Of the UIDs of its instances, in whatever order they were met: another one as soon as an image is another. */
  readonly digest: string;
}

/** An exam, by the headers of its files. */
export interface DicomStudy {
  readonly uid: string;
  readonly patientId: string;
  readonly accessionNumber: string;
  /** `YYYYMMDD`, as stated. */
  readonly date: string;
  readonly description: string;
  readonly series: readonly DicomSeries[];
}

interface Gathered {
  readonly facts: InstanceFacts;
  readonly kind: ImageKind;
  slices: number;
  readonly files: string[];
  readonly instances: string[];
}

/** Groups headers by study and series. Only facts of a first file, and the names and UIDs of the others, are kept. */
export function studyGatherer() {
  const studies = new Map<string, Map<string, Gathered>>();
  return {
    add({ facts, kind, source }: Pick<ScannedFile, 'facts' | 'kind' | 'source'>): void {
      if (kind === 'directory') return;
      let series = studies.get(facts.study);
      if (!series) studies.set(facts.study, (series = new Map<string, Gathered>()));
      const key = `${facts.series}|${kind}`;
      let own = series.get(key);
      if (!own) series.set(key, (own = { facts, kind, slices: 0, files: [], instances: [] }));
      own.slices += facts.frames;
      own.instances.push(facts.sopInstance);
      if (own.files.at(-1) !== source.file) own.files.push(source.file);
    },
    studies: (): readonly DicomStudy[] => [...studies].map(([uid, series]) => studyOf(uid, [...series.values()])),
  };
}

function studyOf(uid: string, series: readonly Gathered[]): DicomStudy {
  const { patientId, accessionNumber, studyDate, studyDescription } = series[0].facts;
  return {
    uid,
    patientId,
    accessionNumber,
    date: studyDate,
    description: studyDescription,
    series: series.map(seriesOf),
  };
}

function seriesOf({ facts, kind, slices, files, instances }: Gathered): DicomSeries {
  return {
    uid: facts.series,
    kind,
    modality: facts.modality,
    imageType: facts.imageType,
    number: facts.seriesNumber,
    description: facts.seriesDescription,
    bodyPart: facts.bodyPart,
    sliceThickness: facts.sliceThickness,
    kernel: facts.kernel,
    sharpness: kernelSharpness(facts.kernel),
    contrastAgent: facts.contrastAgent,
    phase: contrastPhaseOf(facts),
    slices,
    files,
    digest: fingerprintOf(instances.sort()),
  };
}
