import { runtimeErrors } from '../errors.ts';
import { toPlain, type ConfigNode, type MapNode } from './config-node.ts';
import { experimentLimits, tooLarge } from './limits.ts';
import { nest } from './overrides.ts';

/** One point of a sweep's grid. */
export interface SweepPoint {
  /** Added to the experiment's name: `epochs-3.seed-1`; empty where there is no sweep. */
  readonly suffix: string;
  readonly overrides: readonly MapNode[];
}

const fixed = ['name', 'plugins', 'sweep', 'extends'];

/** The grid of `sweep: { align.epochs: [1, 3], seed: [0, 1] }`; the last path varies fastest. */
export function sweepPoints(sweep: ConfigNode | undefined): readonly SweepPoint[] {
  if (!sweep) return [{ suffix: '', overrides: [] }];
  const invalid = (node: ConfigNode, message: string) =>
    runtimeErrors.TFM_SWEEP_INVALID({
      ...node.place,
      message,
      fix: 'Write a map of dotted paths to lists: `sweep: { align.epochs: [1, 3] }`.',
    });
  if (sweep.kind !== 'map' || sweep.entries.size === 0)
    throw invalid(sweep, 'A sweep is a map of dotted paths to lists of values.');
  const paths = [...sweep.entries.keys()];
  let points: SweepPoint[] = [{ suffix: '', overrides: [] }];
  for (const [path, values] of sweep.entries) {
    if (values.kind !== 'list' || values.items.length === 0)
      throw invalid(values, `The sweep of \`${path}\` is not a list of values.`);
    if (fixed.includes(path.split('.')[0])) throw invalid(values, `\`${path}\` cannot be swept.`);
    if (points.length * values.items.length > experimentLimits.points)
      throw tooLarge(
        values.place,
        `With \`${path}\` the sweep makes more than ${experimentLimits.points.toLocaleString('en')} experiments.`,
        'Sweep fewer values at once, in several experiments.',
      );
    const label = shortLabel(path, paths);
    points = points.flatMap(({ suffix, overrides }) =>
      values.items.map((value) => ({
        suffix: [suffix, `${label}-${nameOf(value)}`].filter(Boolean).join('.'),
        overrides: [...overrides, nest(path, value)],
      })),
    );
  }
  const suffixes = new Set(points.map((point) => point.suffix));
  if (suffixes.size !== points.length) throw invalid(sweep, 'Two points of the sweep have one name.');
  return points;
}

/** The last segment of a path, or all of it where another swept path ends alike. */
function shortLabel(path: string, paths: readonly string[]): string {
  const last = (text: string) => text.split('.').at(-1) as string;
  return paths.filter((other) => last(other) === last(path)).length > 1 ? path : last(path);
}

function nameOf(value: ConfigNode): string {
  const plain = toPlain(value);
  return (
    (typeof plain === 'object' ? JSON.stringify(plain) : String(plain))
      .replace(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'none'
  );
}
