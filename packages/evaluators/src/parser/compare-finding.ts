import {
  isPaired,
  type ExamTruth,
  type Finding,
  type OrganDefinition,
  type ParsedReport,
  type Side,
  type TrueFinding,
} from '@totalfm/core';
import type { Answer } from '@totalfm/statistics';

type Verdict = Omit<Answer, 'unit'>;

/** In what a parsed report and the truth differ, and the sentences that were read. */
export interface FindingMiss {
  readonly kind: 'missed' | 'false alarm' | 'state' | 'side' | 'size';
  readonly sentences: readonly string[];
}

/** One finding of one report, against the truth. */
export interface ComparedFinding {
  /** Is it told of its organ? A hedged finding counts. */
  readonly told: Verdict;
  /** Whether the parser reads of it at all, also as absent. */
  readonly read: boolean;
  /** Each side and size, where the finding is there and read. */
  readonly sides: readonly Verdict[];
  readonly sizes: readonly Verdict[];
  readonly misses: readonly FindingMiss[];
}

const bothSides: readonly Side[] = ['left', 'right'];

export function compareFinding(
  id: string,
  organ: OrganDefinition,
  { parsed, truth }: { readonly parsed: ParsedReport; readonly truth: ExamTruth },
): ComparedFinding {
  const read = parsed.findings.filter((one) => one.finding === id);
  const found = read.filter(({ state }) => state !== 'absent');
  const truths = truth.findings.filter(({ finding }) => finding === id);
  const told = { predicted: found.length > 0, truth: truths.length > 0 };
  const hit = told.predicted && told.truth;
  const sides = hit && isPaired(organ) ? sideVerdicts(found, truths) : [];
  const sizes = hit ? sizeVerdicts(found, truths, textAbout(parsed, organ.organ)) : [];
  const misses: FindingMiss[] = [];
  const miss = (kind: FindingMiss['kind'], about: readonly Finding[]) =>
    misses.push({ kind, sentences: [...new Set(about.map(({ sentence }) => sentence.text))] });
  if (isWrong(told)) miss(told.truth ? 'missed' : 'false alarm', read);
  if (sides.some(isWrong)) miss('side', found);
  if (sizes.some(isWrong)) miss('size', found);
  return { told, read: read.length > 0, sides, sizes, misses };
}

const isWrong = ({ predicted, truth }: Verdict) => predicted !== truth;

/** A statement that names no side adds none to one that does; alone it is of both. */
function sideVerdicts(found: readonly Finding[], truths: readonly TrueFinding[]): readonly Verdict[] {
  const named = found.flatMap((one) => one.sides);
  const sides = named.length > 0 ? named : bothSides;
  return bothSides.map((one) => ({
    predicted: sides.includes(one),
    truth: truths.some((finding) => (finding.side ?? one) === one),
  }));
}

/** Within what rounding to a whole centimetre's tenth or a whole millimetre, or a second axis, may change. */
const agrees = (one: number, other: number) => Math.abs(one - other) <= Math.max(1, 0.06 * other);

function sizeVerdicts(found: readonly Finding[], truths: readonly TrueFinding[], about: string): readonly Verdict[] {
  const known = truths.flatMap(({ sizeMm }) => sizeMm ?? []);
  const read = [...new Set(found.flatMap(({ sizeMm }) => sizeMm ?? []))];
  const said = read.map((mm) => ({ predicted: true, truth: known.some((sizeMm) => agrees(mm, sizeMm)) }));
  // The largest is what a report measures: it was missed where the sentences about the organ write it and no size was read.
  const largest = Math.max(...known);
  const written = known.length > 0 && measurementsOf(about).some((mm) => Math.abs(mm - largest) <= 0.6);
  return written && read.length === 0 ? [...said, { predicted: false, truth: true }] : said;
}

const textAbout = ({ findings }: ParsedReport, organ: string) =>
  findings
    .filter((one) => one.organ === organ)
    .map(({ sentence }) => sentence.text)
    .join('\n');

/** Every number with a unit in the text, in millimetres: read without the parser. */
function measurementsOf(report: string): number[] {
  return [...report.matchAll(/(\d+(?:\.\d+)?)\s*(mm|cm)\b/g)].map(
    ([, number, unit]) => Number(number) * (unit === 'cm' ? 10 : 1),
  );
}
