import {
  isPaired,
  type ExamTruth,
  type Finding,
  type OrganDefinition,
  type ParsedReport,
  type Side,
  type TrueFinding,
} from '@totalfm/core';
import { resamplePatients, type Answer } from '@totalfm/statistics';
import { measureAnswers, type AnswerMetrics, type GroupedMetrics } from './measure-answers.ts';

/** A parsed report of an exam whose truth is known, all of which the report tells. */
export interface TrueReport {
  readonly id: string;
  readonly patient: string;
  readonly parsed: ParsedReport;
  readonly truth: ExamTruth;
}

export interface TruthMiss {
  readonly report: string;
  readonly finding: string;
  readonly kind: 'missed' | 'false alarm' | 'state' | 'side' | 'size';
  readonly sentences: readonly string[];
}

/** How well a parser reads reports of known exams: each aspect by itself. */
export interface TruthAgreement {
  readonly reports: number;
  /** Is the finding told of its organ? A hedged finding counts. */
  readonly byOrgan: GroupedMetrics;
  readonly organ: AnswerMetrics;
  /** Of the findings that the parser reads: which are there, which are not. */
  readonly byState: GroupedMetrics;
  /** Of the findings of paired organs that are there and read: each side. */
  readonly side: AnswerMetrics;
  /** Of the sizes that the parser reads, or that the report writes of a finding that is there. */
  readonly size: AnswerMetrics;
  readonly misses: readonly TruthMiss[];
}

const bothSides: readonly Side[] = ['left', 'right'];

export function truthAgreement(
  reports: readonly TrueReport[],
  organs: readonly OrganDefinition[],
  { resamples, seed }: { readonly resamples: number; readonly seed: number },
): TruthAgreement {
  const drawn = resamplePatients(
    reports.map(({ patient }) => patient),
    resamples,
    seed,
  );
  const byOrgan = new Map<string, Answer[]>();
  const byState = new Map<string, Answer[]>([
    ['present', []],
    ['absent', []],
  ]);
  const [all, side, size]: Answer[][] = [[], [], []];
  const misses: TruthMiss[] = [];
  const findings = organs.flatMap((organ) => organ.findings.map(({ id, grade }) => ({ id, grade, organ })));

  for (const { id: report, patient, parsed, truth } of reports) {
    const unit = drawn.unitOf(patient);
    const assessed = new Set(truth.assessed);
    for (const { id, organ } of findings.filter(({ id }) => assessed.has(id))) {
      const read = parsed.findings.filter((one) => one.finding === id);
      const found = read.filter(({ state }) => state !== 'absent');
      const truths = truth.findings.filter(({ finding }) => finding === id);
      const miss = (kind: TruthMiss['kind'], about: readonly Finding[] = read) =>
        misses.push({ report, finding: id, kind, sentences: [...new Set(about.map(({ sentence }) => sentence.text))] });

      const answer: Answer = { predicted: found.length > 0, truth: truths.length > 0, unit };
      const group = byOrgan.get(organ.organ) ?? [];
      byOrgan.set(organ.organ, group);
      group.push(answer);
      all.push(answer);
      if (answer.predicted !== answer.truth) miss(answer.truth ? 'missed' : 'false alarm');
      if (read.length > 0) {
        byState.get('present')!.push(answer);
        byState.get('absent')!.push({ predicted: !answer.predicted, truth: !answer.truth, unit });
      }
      if (!answer.predicted || !answer.truth) continue;
      if (isPaired(organ)) {
        // A statement that names no side adds none to one that does; alone it is of both.
        const named = found.flatMap((one) => one.sides);
        const sides = named.length > 0 ? named : bothSides;
        const answers = bothSides.map((one) => ({
          predicted: sides.includes(one),
          truth: truths.some((finding) => (finding.side ?? one) === one),
          unit,
        }));
        side.push(...answers);
        if (answers.some(({ predicted, truth }) => predicted !== truth)) miss('side', found);
      }
      const sizes = sizeAnswers(found, truths, textAbout(parsed, organ.organ)).map((one) => ({ ...one, unit }));
      size.push(...sizes);
      if (sizes.some(({ predicted, truth }) => predicted !== truth)) miss('size', found);
    }
  }
  const one = (name: string, answers: readonly Answer[]) =>
    measureAnswers(new Map([[name, answers]]), drawn).groups[name];
  return {
    reports: reports.length,
    byOrgan: measureAnswers(byOrgan, drawn),
    organ: one('organ', all),
    byState: measureAnswers(byState, drawn),
    side: one('side', side),
    size: one('size', size),
    misses,
  };
}

/** Within what rounding to a whole centimetre's tenth or a whole millimetre, or a second axis, may change. */
const agrees = (one: number, other: number) => Math.abs(one - other) <= Math.max(1, 0.06 * other);

function sizeAnswers(
  found: readonly Finding[],
  truths: readonly TrueFinding[],
  about: string,
): { predicted: boolean; truth: boolean }[] {
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
