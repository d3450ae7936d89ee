import { builtInOrgans } from '@totalfm/anatomy';
import {
  createRandom,
  type CaseScore,
  type EvaluationResult,
  type MeanResult,
  type Measure,
  type TargetResult,
} from '@totalfm/core';
import {
  auroc,
  averagePrecision,
  bestF1Threshold,
  estimateOf,
  f1Score,
  meanOfDefined,
  rankCases,
  resamplePatients,
  resampleStatistic,
  support,
  type PatientResamples,
} from '@totalfm/statistics';

const findings = builtInOrgans.flatMap(({ organ, findings }) => findings.map((finding) => ({ ...finding, organ })));
const ease: Readonly<Record<string, number>> = { 'whole-organ': 2.2, focal: 1.4, tiny: 0.7 };

/** Results whose numbers agree with one another. The same exams and labels whatever the handicap. */
export function madeUpResults(exams: number, handicap: number): readonly EvaluationResult[] {
  const truth = createRandom('truth');
  const noise = createRandom(`noise ${handicap}`);
  const patients = Array.from({ length: exams }, (_, index) => patientOf(index));
  const drawn = resamplePatients(patients, 200, 1);
  const measured = findings.map(({ id, name, organ, grade }) => {
    const prevalence = truth.uniform(0.06, 0.35);
    const distance = Math.max(0, ease[grade] + truth.uniform(-0.7, 0.7) - handicap);
    const cases = Array.from({ length: exams }, (_, index) => {
      const label = truth.chance(prevalence);
      return {
        exam: examOf(index),
        patient: patientOf(index),
        pair: `${examOf(index)}/${organ}`,
        target: id,
        label,
        score: 0.1 * ((label ? distance : 0) + noise.normal()),
      };
    });
    return measure({ id, name, group: organ, grade }, cases, drawn);
  });
  const targets = measured.map(({ target }) => target);
  const scores = measured.flatMap((one) => one.scores);
  return [findingsResult(targets, scores), organLesionsResult(targets, scores), lesionSizesResult(exams, handicap)];
}

function measure(
  named: Pick<TargetResult, 'id' | 'name' | 'group' | 'grade'>,
  cases: readonly (CaseScore & { readonly label: boolean })[],
  drawn: PatientResamples,
): { readonly target: TargetResult; readonly scores: readonly CaseScore[] } {
  const ranking = rankCases(cases, ({ patient }) => drawn.unitOf(patient));
  const threshold = bestF1Threshold(ranking) ?? 0;
  const f1 = (one: typeof ranking, weights?: ArrayLike<number>) => f1Score(one, threshold, weights);
  const estimate = (statistic: typeof auroc) =>
    estimateOf(statistic(ranking), resampleStatistic(statistic, ranking, drawn))!;
  const measures = { auroc: estimate(auroc), ap: estimate(averagePrecision), f1: estimate(f1) };
  return {
    target: { ...named, measures, threshold, thresholdFrom: 'validation', ...support(ranking) },
    scores: cases.map((one) => ({ ...one, predicted: one.score >= threshold })),
  };
}

const estimate = (value: number) => ({ value, low: value - 0.02, high: value + 0.02 });

/** What the findings evaluator would say of these targets. */
function findingsResult(targets: readonly TargetResult[], scores: readonly CaseScore[]): EvaluationResult {
  const mean = (name: string, grade?: string): MeanResult => {
    const some = targets.filter((one) => !grade || one.grade === grade);
    const auroc = estimate(meanOfDefined(some.map(({ measures }) => measures.auroc.value)));
    return { name, grade, measures: { auroc }, targets: some.map(({ id }) => id) };
  };
  return {
    key: 'findings',
    title: 'Findings',
    description: 'Zero-shot classification of findings.',
    unit: 'finding',
    measures: binary,
    primary: 'auroc',
    targets,
    means: [mean('macro'), ...['whole-organ', 'focal', 'tiny'].map((grade) => mean(grade, grade))],
    skipped: [{ target: 'bladder_stone', reason: 'no test exam is positive' }],
    details: { labelSource: 'truth', protocol: { negatives: 'both', resamples: 200 } },
    scores,
  };
}

const binary: readonly Measure[] = [
  { id: 'auroc', title: 'AUROC', better: 'higher', range: [0, 1], chance: 0.5, statistic: 'auroc' },
  { id: 'ap', title: 'AP', better: 'higher', range: [0, 1], chance: 'prevalence', statistic: 'average-precision' },
  { id: 'f1', title: 'F1', better: 'higher', range: [0, 1], statistic: 'f1' },
];

/** Each organ's first finding in the place of its lesions. */
function organLesionsResult(findings: readonly TargetResult[], scores: readonly CaseScore[]): EvaluationResult {
  const organs = builtInOrgans.map(({ organ, name, findings: [{ id }] }) => ({ organ, name, finding: id }));
  const targets = organs.map(({ organ, name, finding }): TargetResult => {
    const { measures, positives, negatives } = findings.find(({ id }) => id === finding)!;
    return { id: organ, name, measures, positives, negatives };
  });
  const auroc = estimate(meanOfDefined(targets.map(({ measures }) => measures.auroc.value)));
  return {
    key: 'organLesions',
    title: 'Organ lesions',
    description: 'Zero-shot detection of any lesion in an organ.',
    unit: 'organ',
    measures: binary,
    primary: 'auroc',
    targets,
    means: [{ name: 'macro', measures: { auroc }, targets: targets.map(({ id }) => id) }],
    skipped: [],
    details: {},
    scores: organs.flatMap(({ organ, finding }) =>
      scores.filter(({ target }) => target === finding).map((score) => ({ ...score, target: organ })),
    ),
  };
}

/** An evaluator of somebody's plugin: another unit, an error in millimetres, cases without a class, one measure of no case. */
function lesionSizesResult(exams: number, handicap: number): EvaluationResult {
  const noise = createRandom(`sizes ${handicap}`);
  const sizes = ['upper body', 'lower body'].map((name) => {
    const errors = Array.from({ length: exams }, () => 4 + 3 * handicap + Math.abs(noise.normal()));
    const mm = meanOfDefined(errors);
    const measures = { error: { value: mm, low: mm - 0.4, high: mm + 0.4 }, slope: estimate(0.9) };
    return { name, errors, measures };
  });
  const error = estimate(meanOfDefined(sizes.map(({ measures }) => measures.error.value)));
  return {
    key: 'lesionSizes',
    title: 'Lesion sizes',
    description: 'How far sizes in millimetres are from those that were measured.',
    unit: 'body',
    measures: [
      { id: 'slope', title: 'Slope', better: 'higher' },
      { id: 'error', title: 'Error in mm', better: 'lower', statistic: 'mean' },
    ],
    primary: 'error',
    targets: sizes.map(({ name, measures }) => ({ id: name, name, measures })),
    means: [{ name: 'macro', measures: { error, slope: null }, targets: sizes.map(({ name }) => name) }],
    skipped: [],
    details: { ruler: 'callipers' },
    scores: sizes.flatMap(({ name, errors }) =>
      errors.map((score, index) => ({ exam: examOf(index), patient: patientOf(index), target: name, score })),
    ),
  };
}

const examOf = (index: number) => `exam-${String(index).padStart(4, '0')}`;
const patientOf = (index: number) => `patient-${String(index >> 1).padStart(4, '0')}`;
