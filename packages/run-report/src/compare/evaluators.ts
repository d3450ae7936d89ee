import type { EvaluationMetrics, MeanResult, Measure, Protocol, TargetResult } from '@totalfm/core';
import type { ScoreLine } from '@totalfm/run-format';
import { gradesOf } from '../grades.ts';
import { bestFirst, estimateFor, primaryFirst } from '../measures.ts';
import { withheldTargets } from '../protocol.ts';
import type { RunFiles } from '../run-files.ts';
import type { ComparedRow } from './compared-row.ts';
import { pairedDifferences, type PairedDifferences } from './differences.ts';

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
  /** By run; undefined where it says none. */
  readonly protocols: readonly (Protocol | undefined)[];
  /** The primary measure first. */
  readonly measures: readonly ComparedMeasure[];
  /** Exams that each run shares with the first. */
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

/** Compares runs by every evaluator that any of them has. What an evaluator measures is as the first run to have it says. */
export function compareEvaluators(
  runs: readonly RunFiles[],
  names: readonly string[],
): { readonly evaluators: readonly ComparedEvaluator[]; readonly notes: readonly string[] } {
  const keys = [...new Set(runs.flatMap(({ metrics }) => Object.keys(metrics)))];
  const compared = keys.map((key) => {
    const scores = runs.map((run) => run.scores.filter(({ evaluator }) => evaluator === key));
    const found = runs.map(({ metrics }) => metrics[key] as EvaluationMetrics | undefined);
    return compareEvaluator(key, found, scores, names);
  });
  return {
    evaluators: compared.map(({ evaluator }) => evaluator),
    notes: compared.flatMap(({ notes }) => notes),
  };
}

function compareEvaluator(
  key: string,
  found: readonly (EvaluationMetrics | undefined)[],
  [firstScores, ...otherScores]: readonly (readonly ScoreLine[])[],
  names: readonly string[],
): { readonly evaluator: ComparedEvaluator; readonly notes: readonly string[] } {
  const known = found.filter((one) => one !== undefined);
  const [{ title, unit }] = known;
  const pairsBy = (statistic: Measure['statistic']) =>
    otherScores.map((other) => pairedDifferences(other, firstScores, statistic));
  const shared = pairsBy(primaryFirst(known[0])[0].statistic);
  const measures = primaryFirst(known[0]).map((measure, index) => {
    const paired = index === 0 ? shared : pairsBy(measure.statistic);
    return compareMeasure(measure, found, measure.statistic ? paired : undefined);
  });
  const exams = new Set(firstScores.map(({ exam }) => exam)).size;
  return {
    evaluator: {
      key,
      title,
      unit,
      protocols: found.map((one) => one?.protocol),
      measures,
      sharedExams: [exams, ...shared.map((one) => one.exams)],
    },
    notes: [
      ...protocolNotes(found, title, names),
      ...shared.flatMap((one, index) => notesOf(one, title, [names[index + 1], names[0]])),
    ],
  };
}

function compareMeasure(
  measure: Measure,
  found: readonly (EvaluationMetrics | undefined)[],
  paired: readonly PairedDifferences[] | undefined,
): ComparedMeasure {
  const known = found.filter((one) => one !== undefined);
  const targets = firstOfEach(
    known.flatMap((one) => bestFirst(one)),
    ({ id }) => id,
  ).filter((target) => estimateFor(measure, target));
  const means = firstOfEach(
    known.flatMap((one) => one.means),
    ({ name }) => name,
  );
  const row = (ids: readonly string[], results: Results): Pick<ComparedRow, 'values' | 'differences'> => ({
    values: results.map((one) => estimateFor(measure, one)),
    differences: [undefined, ...(paired?.map((one) => one.macro(ids)) ?? results.slice(1).map(() => undefined))],
  });
  return {
    measure,
    means: means.map(({ name, grade }) => {
      const results = found.map((one) => one?.means.find((mean) => mean.name === name));
      const ids = [...new Set(results.flatMap((mean) => mean?.targets ?? []))];
      return { id: name, name, grade, ...row(ids, results) };
    }),
    targets: gradesOf(targets).flatMap((grade) =>
      targets
        .filter((target) => target.grade === grade)
        .map(({ id, name }) => {
          const results = found.map((one) => one?.targets.find((target) => target.id === id));
          return { id, name, grade, ...row([id], results) };
        }),
    ),
  };
}

type Results = readonly (TargetResult | MeanResult | undefined)[];

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

function notesOf({ exams, disagreements }: PairedDifferences, title: string, [other, first]: readonly string[]) {
  return [
    ...(exams === 0 ? [`${title}: ${other} and ${first} share no exam: there is no paired difference.`] : []),
    ...(disagreements > 0
      ? [
          `${title}: ${other} and ${first} disagree on the label of ${disagreements} cases, which their differences leave out.`,
        ]
      : []),
  ];
}

function firstOfEach<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const first = new Map<string, T>();
  for (const item of items) if (!first.has(keyOf(item))) first.set(keyOf(item), item);
  return [...first.values()];
}
