import { measureTitle } from '../measures.ts';
import { curvePlot, type CurvePlot, type PlottedCurve, type PlottedPoint } from '../plots/curve-plot.ts';
import { reachOf } from '../plots/reach.ts';
import { svgFile } from '../plots/svg-file.ts';
import { runColour } from '../run-colour.ts';
import type { ArmLevels } from './arm-levels.ts';
import { armBar, type ArmValue } from './arm-value.ts';
import { columnName } from './comparison.ts';
import type { CurveParts } from './curve-parts.ts';
import type { Curve, Curves } from './curves.ts';
import { roundSeconds, trainingSeconds } from './training-costs.ts';

/** Figures that stand side by side: one for each mean of an evaluator, all with one legend. */
export interface CurveFigures {
  readonly title: string;
  readonly legend: readonly { readonly name: string; readonly colour: string }[];
  readonly figures: readonly { readonly mean: string; readonly file: string; readonly plot: CurvePlot }[];
}

/** Of every evaluator against every number, and by the levels that some tell of. */
export const curveFigures = (parts: CurveParts): readonly CurveFigures[] => [
  ...numberFigures(parts),
  ...parts.levels.map((one) => levelFigures(one, parts)),
];

/** Where a number is how long something is trained, against seconds of training as well. */
function numberFigures({ runs, curves, means }: CurveParts): readonly CurveFigures[] {
  return curves.flatMap((one) => {
    const axes = [numberAxis(one), ...secondsAxis(one, runs)];
    return means.flatMap((measured) =>
      axes.map(({ x, by, named }): CurveFigures => {
        const { title, measure, key } = measured;
        const known = measured.means.map(({ name, values }) => ({ name, curves: curvesAt(named, values) }));
        const domain = reachOfCurves(known.flatMap(({ curves }) => curves));
        return {
          title: `${title}, ${measureTitle(measure)}, against ${x.label}`,
          legend: named.flatMap(({ name }, index) => (name ? [{ name, colour: runColour(index) }] : [])),
          figures: known.map(({ name, curves }) => ({
            mean: name,
            file: fileName(`${key}-${name}-by-${by}`),
            plot: { label: `${measure.title} (${name}) by ${x.label}`, x, curves, domain, width: 340 },
          })),
        };
      }),
    );
  });
}

function levelFigures({ key, title, measure, of, arms, kinds }: ArmLevels, { runs }: CurveParts): CurveFigures {
  const named = arms.map((arm) => ({ name: columnName(runs[arm]), colour: runColour(arm) }));
  const known = kinds.map(({ points, ...kind }) => ({
    ...kind,
    curves: named.map((run, index) => ({
      ...run,
      points: points.flatMap(({ level, values }) => pointAt(level, values[index])),
    })),
  }));
  const domain = reachOfCurves(known.flatMap(({ curves }) => curves));
  return {
    title: `${title}, ${measureTitle(measure)}, against ${of}`,
    legend: named.length > 1 ? named : [],
    figures: known.map(({ name, label, unit, curves }) => ({
      mean: name,
      file: fileName(`${key}-${name}-by-${of}`),
      plot: { label: `${measure.title} (${name}) by ${of}`, x: { label, unit }, curves, domain, width: 340 },
    })),
  };
}

const fileName = (name: string) => `${name.replaceAll(/[^\w.-]+/g, '-')}.svg`;

const reachOfCurves = (curves: readonly PlottedCurve[]) => reachOf(curves.flatMap(({ points }) => points));

const pointAt = (x: number, value: ArmValue | undefined): readonly PlottedPoint[] =>
  value ? [{ x, ...armBar(value) }] : [];

/** A figure for each mean as a file, by its name. */
export const curveFiles = (parts: CurveParts): ReadonlyMap<string, string> =>
  new Map(
    curveFigures(parts).flatMap(({ title, legend, figures }) =>
      figures.map(({ mean, file, plot }) => {
        const figure = { title: `${title}: ${mean}`, legend, plot: curvePlot(plot), width: 340, height: 190 };
        return [file, svgFile(figure)] as const;
      }),
    ),
  );

interface CurveAxis {
  readonly x: CurvePlot['x'];
  /** In the names of files. */
  readonly by: string;
  readonly named: readonly Curve[];
}

const numberAxis = ({ path, curves }: Curves): CurveAxis => ({ x: { label: path }, by: path, named: curves });

/** None where the number is not a length of training, or a run does not say how long it took. */
function secondsAxis({ path, curves }: Curves, runs: CurveParts['runs']): readonly CurveAxis[] {
  if (!/\.(steps|epochs)$/.test(path)) return [];
  const [own] = path.split('.');
  const named = curves.map(({ name, points }): Curve => {
    const others = runs[points[0].arm].training.filter(({ stage, seconds }) => stage !== own && seconds !== undefined);
    const said = others.map(({ stage, seconds }) => `${stage} ${roundSeconds(seconds!)} s of it`);
    return {
      name: [name, ...said].filter(Boolean).join(', '),
      points: points.map(({ arm }) => ({ arm, x: roundSeconds(trainingSeconds(runs[arm].training) ?? NaN) })),
    };
  });
  if (named.some(({ points }) => points.some(({ x }) => Number.isNaN(x)))) return [];
  return [{ x: { label: 'seconds of training', unit: 's' }, by: `${path}-in-seconds`, named }];
}

const curvesAt = (curves: readonly Curve[], values: readonly (ArmValue | undefined)[]) =>
  curves.map(({ name, points }, index) => ({
    name,
    colour: runColour(index),
    points: points.flatMap(({ x, arm }) => pointAt(x, values[arm])),
  }));
