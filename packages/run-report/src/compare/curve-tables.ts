import { aligned } from '../aligned.ts';
import { measureTitle } from '../measures.ts';
import type { ArmLevels } from './arm-levels.ts';
import { armText } from './arm-value.ts';
import { columnName } from './comparison.ts';
import type { CurveParts } from './curve-parts.ts';
import { roundSeconds, trainingSeconds } from './training-costs.ts';

/** A table of what an evaluator's curves are drawn from: a row for each point. */
export interface CurveTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Of each number and evaluator, then of levels, such as sizes of lesions. */
export const curveTables = (parts: CurveParts): readonly CurveTable[] => [
  ...numberTables(parts),
  ...parts.levels.map((one) => levelTable(one, parts)),
];

/** With seeds, what training took (all of it, and then by stage where there are several), and commits. */
function numberTables({ runs, curves, means }: CurveParts): readonly CurveTable[] {
  return curves.flatMap(({ path, curves: drawn }) => {
    const places = drawn.flatMap(({ name, points }) => points.map((point) => ({ name, ...point })));
    const stages = [...new Set(places.flatMap(({ arm }) => runs[arm].training.map(({ stage }) => stage)))];
    return means.map((measured): CurveTable => {
      const columns: readonly (readonly [string, (place: (typeof places)[number]) => string])[] = [
        [path, ({ x }) => String(x)],
        ...(drawn.length > 1 ? [['arm', ({ name }: { readonly name: string }) => name] as const] : []),
        ...measured.means.map(({ name, values }) => {
          return [name, ({ arm }: { arm: number }) => (values[arm] ? armText(values[arm]) : '–')] as const;
        }),
        ['seeds', ({ arm }) => runs[arm].seeds.join(', ') || '–'],
        ['training, s', ({ arm }) => secondsText(trainingSeconds(runs[arm].training))],
        ...(stages.length > 1 ? stages : []).map((stage) => {
          const of = (arm: number) => runs[arm].training.find((one) => one.stage === stage)?.seconds;
          return [`of it ${stage}`, ({ arm }: { arm: number }) => secondsText(of(arm))] as const;
        }),
        ['commit', ({ arm }) => runs[arm].commits.join(', ') || '–'],
      ];
      return {
        title: `${measured.title}, ${measureTitle(measured.measure)}, against ${path}`,
        columns: columns.map(([title]) => title),
        rows: places.map((place) => columns.map(([, cell]) => cell(place))),
      };
    });
  });
}

/** A column for each run, below which stands what it is. */
function levelTable({ title, measure, of, arms, kinds }: ArmLevels, parts: CurveParts): CurveTable {
  const runs = arms.map((arm) => parts.runs[arm]);
  return {
    title: `${title}, ${measureTitle(measure)}, against ${of}`,
    columns: [of, 'at', ...runs.map(columnName)],
    rows: [
      ...kinds.flatMap(({ unit, points }, kind) =>
        // Where there is none of anything, all kinds are alike.
        points
          .filter(({ level }) => kind === 0 || level > 0)
          .map(({ name, level, values }) => [
            name,
            level > 0 ? `${level} ${unit}` : '–',
            ...values.map((one) => (one ? armText(one) : '–')),
          ]),
      ),
      ['seeds', '', ...runs.map(({ seeds }) => seeds.join(', ') || '–')],
      ['training, s', '', ...runs.map(({ training }) => secondsText(trainingSeconds(training)))],
      ['commit', '', ...runs.map(({ commits }) => commits.join(', ') || '–')],
    ],
  };
}

const secondsText = (seconds: number | undefined) => (seconds === undefined ? '–' : String(roundSeconds(seconds)));

/** What the numbers of a table are. */
export const curveNote =
  'In brackets 95 % intervals over patients; of several seeds mean ± standard deviation over seeds. Seconds of several seeds are their mean. Commits are those that last worked on a run, which keeps what was made before.';

/** For a terminal. */
export const curvesText = (parts: CurveParts): readonly string[] =>
  curveTables(parts).flatMap(({ title, columns, rows }) => [title, ...aligned([columns, ...rows])]);

/** For a document: a heading, a table and what its numbers are. */
export const curvesMarkdown = (parts: CurveParts): string =>
  curveTables(parts)
    .map(({ title, columns, rows }) =>
      [`## ${title}`, '', ...[columns, columns.map(() => '---'), ...rows].map(markdownRow), '', curveNote, ''].join(
        '\n',
      ),
    )
    .join('\n');

const markdownRow = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
