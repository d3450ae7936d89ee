import type { ExamTruth, OrganDefinition, ParsedReport } from '@totalfm/core';
import { resamplePatients, type Answer } from '@totalfm/statistics';
import { compareFinding, type FindingMiss } from './compare-finding.ts';
import { measureAnswers, type AnswerMetrics, type GroupedMetrics } from './measure-answers.ts';

/** A parsed report of an exam whose truth is known, all of which the report tells. */
export interface TrueReport {
  readonly id: string;
  readonly patient: string;
  readonly parsed: ParsedReport;
  readonly truth: ExamTruth;
}

export interface TruthMiss extends FindingMiss {
  readonly report: string;
  readonly finding: string;
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
  const findings = organs.flatMap((organ) => organ.findings.map(({ id }) => ({ id, organ })));

  for (const { id: report, patient, parsed, truth } of reports) {
    const unit = drawn.unitOf(patient);
    const assessed = new Set(truth.assessed);
    for (const { id, organ } of findings.filter(({ id }) => assessed.has(id))) {
      const compared = compareFinding(id, organ, { parsed, truth });
      const answer: Answer = { ...compared.told, unit };
      const group = byOrgan.get(organ.organ) ?? [];
      byOrgan.set(organ.organ, group);
      group.push(answer);
      all.push(answer);
      if (compared.read) {
        byState.get('present')!.push(answer);
        byState.get('absent')!.push({ predicted: !answer.predicted, truth: !answer.truth, unit });
      }
      side.push(...compared.sides.map((one) => ({ ...one, unit })));
      size.push(...compared.sizes.map((one) => ({ ...one, unit })));
      misses.push(...compared.misses.map((miss) => ({ report, finding: id, ...miss })));
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
