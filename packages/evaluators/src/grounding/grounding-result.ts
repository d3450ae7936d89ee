import type { CaseScore, EvaluationContext, EvaluationResult, FindingGrade, Json } from '@totalfm/core';
import { findingsOf } from '@totalfm/zero-shot';
import { labelSourceOf } from '../exam-cases.ts';
import { findingLabel } from '../labels.ts';
import { meansByGrade } from '../measure.ts';
import { promptBankOf } from '../prompt-bank.ts';
import { groundingMeasures, measureGrounding, type GroundingMeasurement } from './measure-grounding.ts';
import { noticesOf } from './notices.ts';
import type { GroundingOptions } from './options.ts';
import type { TriedCase, TriedFinding } from './tried.ts';

/** Measures what was tried, and says what could not be. */
export function groundingResult(
  findings: readonly TriedFinding[],
  context: EvaluationContext,
  options: GroundingOptions,
): EvaluationResult {
  const { anatomy, protocol, unseen = [], seed, progress } = context;
  const byFinding = new Map(findings.map((one) => [one.id, 'tried' in one ? one.tried : []]));
  const cases = [...byFinding.values()].flat();
  const measured = measureGrounding(
    cases.map(({ found, grounded }) => ({
      finding: found.finding,
      patient: found.row.patient,
      values: grounded.values,
    })),
    { resamples: options.resamples, seed },
  );
  const skipped = findings.flatMap((one) => ('reason' in one ? [{ target: one.id, reason: one.reason }] : []));
  const targets = findings.flatMap((one) => {
    if ('reason' in one) return [];
    const { id, threshold, thresholdFrom } = one;
    const { finding, organ } = findingsOf(anatomy).find((of) => of.finding.id === id)!;
    const isUnseen = unseen.includes(id) && ({ unseen: true } as const);
    const named = { id, name: finding.name, group: organ.organ, grade: finding.grade, ...isUnseen };
    return [{ ...named, measures: measured.of(id), threshold, thresholdFrom }];
  });
  const notices = noticesOf(cases);
  for (const { code, message } of notices) progress.warn(`${code}: ${message}`);
  return {
    key: 'grounding',
    title: 'Grounding',
    description: 'Whether scores of found lesions follow what is erased, turned round or left in their volumes.',
    ...(protocol && { protocol }),
    unit: 'finding',
    measures: groundingMeasures,
    primary: 'passes',
    targets,
    means: meansOf(targets, measured),
    skipped,
    scores: cases.map(scoreOf),
    details: {
      cases: Object.fromEntries(targets.map(({ id }) => [id, byFinding.get(id)!.length])),
      heatMaps: mapFacts(byFinding),
      labelSource: labelSourceOf(
        cases.map(({ found: { row, finding, score } }) => ({ row, score, label: findingLabel(row, finding)! })),
      ),
      promptBankVersion: promptBankOf(anatomy),
      protocol: protocolOf(options),
      notices: notices.map((notice) => ({ ...notice.toJSON() }) as unknown as Json),
    },
  };
}

const scoreOf = ({ found: { finding, row }, grounded: { values } }: TriedCase): CaseScore => ({
  exam: row.exam,
  patient: row.patient,
  pair: row.key,
  target: finding,
  score: values.passes,
});

/** As of scores, and over findings that have a place (lesions); what was withheld from training apart. */
function meansOf(
  targets: readonly { readonly id: string; readonly grade: FindingGrade; readonly unseen?: true }[],
  measured: GroundingMeasurement,
) {
  const mean = (name: string, of: (target: (typeof targets)[number]) => boolean) =>
    measured.mean(
      name,
      targets.filter(of).map(({ id }) => id),
    );
  const [macro, ...others] = meansByGrade({ mean });
  const lesions = mean('lesions', ({ grade, unseen }) => !unseen && grade !== 'whole-organ');
  return [macro, ...(lesions.targets.length > 0 ? [lesions] : []), ...others];
}

/** How many heat maps there are of each finding, how many are empty, and what maps that know nothing would reach. */
function mapFacts(byFinding: ReadonlyMap<string, readonly TriedCase[]>): Json {
  const facts = [...byFinding].flatMap(([id, cases]) => {
    const made = cases.flatMap(({ grounded }) => (grounded.chance ? [{ ...grounded, chance: grounded.chance }] : []));
    if (made.length === 0) return [];
    const mean = (of: (one: (typeof made)[number]) => number) =>
      made.reduce((sum, one) => sum + of(one), 0) / made.length;
    const chance = { pointing: mean((one) => one.chance.pointing), energy: mean((one) => one.chance.energy) };
    return [[id, { made: made.length, empty: made.filter(({ emptyMap }) => emptyMap).length, chance }] as const];
  });
  return Object.fromEntries(facts);
}

const protocolOf = ({ fill, tolerance, blocks, cases, resamples }: GroundingOptions) => ({
  found: 'truth or report has the finding, and the score is above the threshold of best F1 on validation exams',
  cases,
  erased: `the organ’s voxels have ${fill === 'organ' ? 'the organ’s' : 'its surroundings’'} median HU; its mask stays`,
  beside: 'voxels around the organ, but for those next to its mask, have their median HU',
  swapped: 'mirrored along x and scored as the other side',
  tolerance,
  blocks,
  lesion:
    'a ball of the true longest diameter around the true centre, and one voxel around it; of several lesions those that the truth names',
  interval: '95 % percentile bootstrap over patients',
  resamples,
});
