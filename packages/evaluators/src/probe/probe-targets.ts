import { throwIfAborted } from '@totalfm/core';
import { auroc, meanOfDefined, rankCases } from '@totalfm/statistics';
import type { FindingOfOrgan } from '@totalfm/zero-shot';
import type { EmbeddedPair, EvaluationPairs } from '../embed-splits.ts';
import { answersBy, examCases, type CaseUnit, type ExamCase } from '../exam-cases.ts';
import { findingLabel } from '../labels.ts';
import type { Target } from '../measure.ts';
import type { ProbeMethod, VectorScore } from './probe-method.ts';

/** What probes of some labelled pairs say of the exams that are scored. */
export interface ProbedTargets {
  readonly targets: readonly Target[];
  /** Findings of which the labelled pairs have one class only, with that class; absent: no label at all. */
  readonly oneClass: ReadonlyMap<string, boolean | undefined>;
  readonly chosen: number;
  readonly chosenFrom: 'validation' | 'default';
}

export interface ProbeWork {
  readonly method: ProbeMethod;
  readonly unit: CaseUnit;
  readonly signal?: AbortSignal;
}

/**
 * Learns a probe of every finding from labelled pairs and scores exams with it. One candidate serves all findings: the one with the
 * highest mean AUROC over findings in validation exams, of equals the smoothest. (Few findings have enough positives there for a choice of their own.)
 */
export function probeTargets(
  findings: readonly FindingOfOrgan[],
  labelled: readonly EmbeddedPair[],
  { scored, validation }: EvaluationPairs,
  { method, unit, signal }: ProbeWork,
): ProbedTargets {
  const casesOf = (pairs: readonly EmbeddedPair[], finding: string, score: VectorScore): ExamCase[] =>
    examCases(
      answersBy(pairs, finding, ({ vector }) => score(vector)),
      unit,
    );
  const oneClass = new Map<string, boolean | undefined>();
  const probes: Probe[] = [];
  for (const { finding, organ } of findings) {
    throwIfAborted(signal);
    const cases = knownLabels(labelled, finding.id);
    const labels = cases.map(({ label }) => label);
    if (new Set(labels).size < 2) oneClass.set(finding.id, labels[0]);
    else {
      const scores = method.learn({ vectors: cases.map(({ vector }) => vector), labels });
      probes.push({
        target: { id: finding.id, name: finding.name, group: organ.organ, grade: finding.grade },
        scores,
        validation: scores.map((score) => casesOf(validation, finding.id, score)),
      });
    }
  }
  const macro = method.candidates.map((_, at) =>
    meanOfDefined(probes.map((probe) => auroc(rankCases(probe.validation[at])))),
  );
  const best = macro.reduce((a, value, at) => (value > (macro[a] ?? -1) ? at : a), -1);
  const at = best < 0 ? method.candidates.indexOf(method.fallback) : best;
  return {
    targets: probes.map(({ target, scores, validation: known }) => ({
      ...target,
      test: casesOf(scored, target.id, scores[at]),
      validation: known[at],
    })),
    oneClass,
    chosen: method.candidates[at],
    chosenFrom: best < 0 ? 'default' : 'validation',
  };
}

interface Probe {
  readonly target: Omit<Target, 'test' | 'validation'>;
  /** By candidate. */
  readonly scores: readonly VectorScore[];
  readonly validation: readonly (readonly ExamCase[])[];
}

function knownLabels(pairs: readonly EmbeddedPair[], finding: string) {
  return pairs.flatMap(({ row, vector }) => {
    const state = findingLabel(row, finding)?.state;
    return state === 'present' || state === 'absent' ? [{ vector, label: state === 'present' }] : [];
  });
}
