import { imagingErrors } from '../../errors.ts';
import type { ContrastPhase, TotalFmError } from '@totalfm/core';
import type { SeriesCandidate } from './candidates.ts';
import type { InstanceFacts } from './instance.ts';
import { kindWords } from './image-kind.ts';

/** What a series of CT should be like, where there are several. */
export interface SeriesWish {
  /** Millimetres. Slices up to twice as thick are as good; nearest to it is best of those. */
  readonly sliceThickness: number;
  readonly kernel: 'soft' | 'sharp' | 'any';
  /** Best first. */
  readonly phases: readonly ContrastPhase[];
}

/** What is told of a series to choose it: a candidate, or its facts from a scan of headers. */
export type ChoosableSeries = Pick<SeriesCandidate, 'uid' | 'kind' | 'kernel' | 'phase' | 'thickness'> & {
  readonly facts: Pick<InstanceFacts, 'seriesNumber' | 'kernel' | 'modality'>;
  readonly frames: { readonly length: number };
};

/** One rule: smaller is better. */
interface Rule {
  readonly name: string;
  rank(candidate: ChoosableSeries): number;
}

/** Fewer slices than this are a tracker of the bolus, a test or a picture. */
const FEW_SLICES = 8;

const rulesOf = ({ sliceThickness, kernel, phases }: SeriesWish): readonly Rule[] => [
  { name: 'original axial slices', rank: ({ kind }) => (kind === 'ct' ? 0 : 1) },
  { name: `at least ${FEW_SLICES} slices`, rank: ({ frames }) => (frames.length >= FEW_SLICES ? 0 : 1) },
  {
    name: `slices of at most ${2 * sliceThickness} mm`,
    rank: ({ thickness = Infinity }) => (thickness <= 2 * sliceThickness ? 0 : thickness),
  },
  {
    name: kernel === 'any' ? 'any kernel' : `a ${kernel} kernel`,
    rank: (one) => (kernel === 'any' || one.kernel === kernel ? 0 : one.kernel === 'unknown' ? 1 : 2),
  },
  {
    name: `the phase (${phases.join(', ')})`,
    rank: ({ phase }) => (phase && phases.includes(phase) ? phases.indexOf(phase) : phases.length),
  },
  {
    name: `a slice thickness near ${sliceThickness} mm`,
    rank: ({ thickness = 0 }) => Math.abs(thickness - sliceThickness),
  },
  { name: 'most slices', rank: ({ frames }) => -frames.length },
  { name: 'the lowest series number', rank: ({ facts }) => facts.seriesNumber ?? 1e9 },
];

/**
 * The series of a folder that is read: the only one, the one that is asked for by its UID, or the best by the rules, which
 * is told as a warning with its reasons. Throws `TFM_DICOM_NOT_CT` and `TFM_DICOM_SERIES`.
 */
export function chooseSeries<Series extends ChoosableSeries>(
  candidates: readonly Series[],
  { file, series, wish }: { readonly file: string; readonly series?: string; readonly wish: SeriesWish },
  warn?: (warning: TotalFmError) => void,
): Series {
  const volumes = candidates.filter(({ kind, frames }) => (kind === 'ct' || kind === 'reformat') && frames.length > 0);
  if (series !== undefined) return seriesOfUid(volumes, series, file);
  if (volumes.length === 0) throw notCt(candidates, file);
  const rules = rulesOf(wish);
  const [best, second] = [...volumes].sort((a, b) => {
    const rule = rules.find(({ rank }) => rank(a) !== rank(b));
    return rule ? rule.rank(a) - rule.rank(b) : a.uid < b.uid ? -1 : 1;
  });
  if (second) {
    const reason = rules.find(({ rank }) => rank(best) !== rank(second))?.name ?? 'the order of their UIDs';
    warn?.(
      imagingErrors.TFM_DICOM_SERIES({
        file,
        message: `${file} holds ${volumes.length} series of CT; ${describe(best)} was chosen before ${describe(second)} because of ${reason}.`,
        fix: 'Ask for another by its SeriesInstanceUID (`series`), or put the one to be read into a folder of its own.',
      }),
    );
  }
  return best;
}

function seriesOfUid<Series extends ChoosableSeries>(volumes: readonly Series[], uid: string, file: string): Series {
  const [found] = volumes.filter((one) => one.uid === uid).sort((a, b) => b.frames.length - a.frames.length);
  if (found) return found;
  throw imagingErrors.TFM_DICOM_SERIES({
    file,
    message: `${file} holds no CT series ${uid}; it holds ${volumes.map((one) => one.uid).join(', ') || 'none'}.`,
    fix: 'Ask for one of these.',
  });
}

/** A series in words that name no patient. */
export function describe({ facts, frames, kind, kernel, phase, thickness, uid }: ChoosableSeries): string {
  const parts = [
    kindWords[kind],
    `${frames.length} slices`,
    thickness === undefined ? 'of unknown thickness' : `of ${thickness} mm`,
    facts.kernel ? `kernel ${facts.kernel} (${kernel})` : 'no kernel told',
    phase ?? 'phase unknown',
  ];
  return `series ${facts.seriesNumber ?? uid} (${parts.join(', ')})`;
}

function notCt(candidates: readonly ChoosableSeries[], file: string) {
  const seen = [
    ...new Set(
      candidates.map(({ kind, facts }) =>
        kind === 'other' ? `modality ${facts.modality || 'unknown'}` : kindWords[kind],
      ),
    ),
  ];
  return imagingErrors.TFM_DICOM_NOT_CT({
    file,
    message: `${file} holds no CT volume, but: ${seen.join(', ') || 'no images'}.`,
    fix: 'Name the folder of a CT series.',
  });
}
