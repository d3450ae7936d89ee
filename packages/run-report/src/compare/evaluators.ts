import type { EvaluationMetrics, MeanResult, Measure, Protocol, TargetResult } from '@totalfm/core';
import { gradesOf } from '../grades.ts';
import { bestFirst, estimateFor, primaryFirst } from '../measures.ts';
import { withheldTargets } from '../protocol.ts';
import { armValue, type ArmValue } from './arm-value.ts';
import type { Arm } from './arms.ts';
import { commonCases, type CommonCases } from './common-cases.ts';
import {
  drawPatients,
  isMeasuredBy,
  meanDifferences,
  measureTarget,
  sharedValues,
  targetDifferences,
  type Draws,
  type MeasuredTarget,
} from './common-ground.ts';
import type { ComparedRow, SharedValues } from './compared-row.ts';
import type { Difference } from './differences.ts';

/** The runs by one measure: the means that any of them has, then every target. */
export interface ComparedMeasure {
  readonly measure: Measure;
  readonly means: readonly ComparedRow[];
  readonly targets: readonly ComparedRow[];
}

/** The runs by what one evaluator found. */
export interface ComparedEvaluator {
  readonly key: string;
  readonly title: string;
  /** What a target is, in the singular. */
  readonly unit: string;
  /** By arm; undefined where it says none. */
  readonly protocols: readonly (Protocol | undefined)[];
  /** The primary measure first. */
  readonly measures: readonly ComparedMeasure[];
  /** Exams that each arm shares with the first; of the first, its own. */
  readonly sharedExams: readonly number[];
}

/**
 * Measures that are shown target by target: the primary one, and where no mean says how runs compare (of generators there is
 * none), those of the case scores as well.
 */
export const measuresByTarget = ({ measures }: ComparedEvaluator): readonly ComparedMeasure[] =>
  measures.filter(
    ({ measure, means, targets }, index) =>
      targets.length > 0 && (index === 0 || (means.length === 0 && measure.statistic !== undefined)),
  );

/** Compares arms by every evaluator that any of them has. What an evaluator measures is as the first run to have it says. */
export function compareEvaluators(arms: readonly Arm[]): {
  readonly evaluators: readonly ComparedEvaluator[];
  readonly notes: readonly string[];
} {
  const keys = [...new Set(arms.flatMap(({ runs }) => runs.flatMap(({ metrics }) => Object.keys(metrics))))];
  const compared = keys.map((key) => compareEvaluator(key, arms));
  return {
    evaluators: compared.map(({ evaluator }) => evaluator),
    notes: compared.flatMap(({ notes }) => notes),
  };
}

/** What one evaluator says of each run, and what its runs are compared on. */
interface Context {
  /** By arm and run. */
  readonly found: readonly (readonly (EvaluationMetrics | undefined)[])[];
  readonly common: ReadonlyMap<string, CommonCases>;
  /** The places of each arm's runs among those of the common cases. */
  readonly places: readonly (readonly number[])[];
  /** Arms that scored anything. */
  readonly scored: readonly number[];
  readonly draws: Draws;
}

function compareEvaluator(key: string, arms: readonly Arm[]) {
  const runs = arms.flatMap((arm) => arm.runs);
  const scores = runs.map((run) => run.scores.filter(({ evaluator }) => evaluator === key));
  const common = commonCases(scores);
  const places = arms.map((arm) => arm.runs.map((run) => runs.indexOf(run)));
  const context: Context = {
    found: arms.map((arm) => arm.runs.map(({ metrics }) => metrics[key] as EvaluationMetrics | undefined)),
    common: new Map(common.map((one) => [one.target, one])),
    places,
    scored: [...arms.keys()].filter((arm) => places[arm].every((run) => scores[run].length > 0)),
    draws: drawPatients(common),
  };
  const known = context.found.flat().filter((one) => one !== undefined);
  const [{ title, unit }] = known;
  const exams = scores.map((own) => new Set(own.map(({ exam }) => exam)));
  const sharedExams = places.map(
    (own) => [...exams[0]].filter((exam) => own.every((run) => exams[run].has(exam))).length,
  );
  const measures = primaryFirst(known[0]).map((measure) => compareMeasure(measure, context));
  const disagreements = common.reduce((sum, one) => sum + one.disagreements, 0);
  // Runs of an arm are trained alike.
  const ofArms = context.found.map((own) => own.find((one) => one !== undefined));
  const protocols = ofArms.map((one) => one?.protocol);
  const evaluator: ComparedEvaluator = { key, title, unit, protocols, measures, sharedExams };
  const names = arms.map(({ name }) => name);
  return { evaluator, notes: [...protocolNotes(ofArms, title, names), ...notesOf(evaluator, arms, disagreements)] };
}

function compareMeasure(measure: Measure, context: Context): ComparedMeasure {
  const { found, common, places, draws } = context;
  const known = found.flat().filter((one) => one !== undefined);
  const targets = firstOfEach(
    known.flatMap((one) => bestFirst(one)),
    ({ id }) => id,
  ).filter((target) => estimateFor(measure, target));
  const { statistic } = measure;
  const measured = new Map<string, MeasuredTarget>();
  if (statistic)
    for (const [target, cases] of common) measured.set(target, measureTarget(statistic, cases, places, draws));
  const means = firstOfEach(
    known.flatMap((one) => one.means),
    ({ name }) => name,
  );
  return {
    measure,
    means: means.map(({ name, grade }) => meanRow({ name, grade }, measure, measured, context)),
    targets: targetRows(targets, measure, measured, context),
  };
}

function meanRow(
  { name, grade }: Pick<MeanResult, 'name' | 'grade'>,
  measure: Measure,
  measured: ReadonlyMap<string, MeasuredTarget>,
  { found, scored, draws }: Context,
): ComparedRow {
  const results = found.map((runs) => runs.map((one) => one?.means.find((mean) => mean.name === name)));
  const ids = [...new Set(results.flat().flatMap((mean) => mean?.targets ?? []))].filter((id) => {
    const one = measured.get(id);
    return one && scored.length > 1 && isMeasuredBy(one, scored);
  });
  const targets = ids.map((id) => measured.get(id)!);
  return {
    ...{ id: name, name, grade, values: ownValues(measure, results) },
    ...(targets.length > 0
      ? { shared: sharedOf(ids, targets, scored), differences: meanDifferences(targets, draws) }
      : { differences: found.map(() => undefined) }),
  };
}

/** What keeps numbers of one name from being of one kind. */
function protocolNotes(
  found: readonly (EvaluationMetrics | undefined)[],
  title: string,
  names: readonly string[],
): readonly string[] {
  const known = found.flatMap((one, run) => (one ? [{ one, name: names[run] }] : []));
  const differ = new Set(known.map(({ one }) => one.protocol)).size > 1;
  return [
    ...(differ
      ? [
          `${title}: protocols differ (${known.map(({ one, name }) => `${name} ${one.protocol ?? 'not stated'}`).join(', ')}).`,
        ]
      : []),
    ...known.flatMap(({ one, name }) => {
      const withheld = withheldTargets(one);
      if (withheld.length === 0) return [];
      return [`${title}: withheld from the training of ${name}: ${withheld.map((target) => target.name).join(', ')}.`];
    }),
  ];
}

function targetRows(
  targets: readonly TargetResult[],
  measure: Measure,
  measured: ReadonlyMap<string, MeasuredTarget>,
  { found, draws }: Context,
): ComparedRow[] {
  const compared = targets.filter(({ id }) => measured.has(id));
  const differences = targetDifferences(
    compared.map(({ id }) => measured.get(id)!),
    draws,
  );
  const differencesOf = new Map<string, readonly (Difference | undefined)[]>(
    compared.map(({ id }, index) => [id, differences[index]]),
  );
  return gradesOf(targets).flatMap((grade) =>
    targets
      .filter((target) => target.grade === grade)
      .map(({ id, name }): ComparedRow => {
        const results = found.map((runs) => runs.map((one) => one?.targets.find((target) => target.id === id)));
        const own = differencesOf.get(id) ?? found.map(() => undefined);
        const one = measured.get(id);
        const arms = [...found.keys()].filter((arm) => one && one.runs[arm].length > 0);
        return {
          ...{ id, name, grade, values: ownValues(measure, results), differences: own },
          ...(one && arms.length > 1 && { shared: sharedOf([id], [one], arms) }),
        };
      }),
  );
}

const ownValues = (measure: Measure, results: Results): (ArmValue | undefined)[] =>
  results.map((runs) => armValue(runs.map((one) => estimateFor(measure, one))));

/** Of the arms that have all of the targets; the others have no value. */
function sharedOf(ids: readonly string[], targets: readonly MeasuredTarget[], arms: readonly number[]): SharedValues {
  const own = targets.map((one) => ({ ...one, runs: one.runs.map((runs, arm) => (arms.includes(arm) ? runs : [])) }));
  return {
    targets: ids,
    exams: new Set(targets.flatMap(({ exams }) => exams)).size,
    values: sharedValues(own),
  };
}

/** By arm and run. */
type Results = readonly (readonly (TargetResult | MeanResult | undefined)[])[];

function notesOf({ title, sharedExams }: ComparedEvaluator, arms: readonly Arm[], disagreements: number): string[] {
  const [first, ...others] = arms.map(({ name }) => name);
  return [
    ...others
      .filter((_, index) => sharedExams[index + 1] === 0)
      .map((other) => `${title}: ${other} and ${first} share no exam: there is no paired difference.`),
    ...(disagreements > 0
      ? [`${title}: the runs disagree on the label of ${disagreements} cases, which differences leave out.`]
      : []),
  ];
}

function firstOfEach<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const first = new Map<string, T>();
  for (const item of items) if (!first.has(keyOf(item))) first.set(keyOf(item), item);
  return [...first.values()];
}
