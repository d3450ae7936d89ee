import type { EvaluationMetrics, Measure, MeanResult, TargetResult } from '@totalfm/core';
import { sizeDetails } from '@totalfm/run-format';
import type { RunFiles } from '../run-files.ts';
import { estimateFor, primaryOf } from '../measures.ts';
import { targetsByLevel } from '../targets-by-level.ts';
import { armValue, type ArmValue } from './arm-value.ts';
import type { Arm } from './arms.ts';

/** What arms have at each level of something: of lesions of each size, of volumes with so much noise. */
export interface ArmLevels {
  readonly key: string;
  readonly title: string;
  readonly measure: Measure;
  /** What the levels are of: `lesion size`; `level` of a change. */
  readonly of: string;
  /** Places of the arms that have any. */
  readonly arms: readonly number[];
  readonly kinds: readonly LevelKind[];
}

export interface LevelKind {
  readonly name: string;
  /** What an axis says, and the unit of levels. */
  readonly label: string;
  readonly unit: string;
  readonly points: readonly {
    readonly name: string;
    readonly level: number;
    /** Of those arms. */
    readonly values: readonly (ArmValue | undefined)[];
  }[];
}

/** Of every evaluator that says so. Levels are those of the first run that has them. */
export function armLevels(arms: readonly Arm[]): readonly ArmLevels[] {
  const all = arms.flatMap(({ runs }) => runs);
  const keys = [...new Set(all.flatMap(({ metrics }) => Object.keys(metrics)))];
  return keys.flatMap((key) => {
    const first = all.find(({ metrics }) => metrics[key])!.metrics[key];
    const measure = primaryOf(first);
    return readers.flatMap(({ of, read }): ArmLevels[] => {
      const found = new Map(all.map((run) => [run, run.metrics[key] ? read(run.metrics[key]) : []] as const));
      const shown = [...found.values()].find((kinds) => kinds.length > 0) ?? [];
      const valueOf = (run: RunFiles, kind: string, id: string) => {
        const levels = found.get(run)?.find(({ name }) => name === kind)?.levels;
        return estimateFor(measure, levels?.find(({ result }) => result.id === id)?.result);
      };
      const known = [...arms.keys()].filter((arm) => arms[arm].runs.some((run) => found.get(run)?.length));
      const kinds = shown.map(
        ({ levels, ...kind }): LevelKind => ({
          ...kind,
          points: levels.map(({ level, result: { id, name } }) => ({
            ...{ name, level },
            values: known.map((arm) => armValue(arms[arm].runs.map((run) => valueOf(run, kind.name, id)))),
          })),
        }),
      );
      return kinds.length > 0 ? [{ key, title: first.title, measure, of, arms: known, kinds }] : [];
    });
  });
}

interface ReadKind extends Omit<LevelKind, 'points'> {
  readonly levels: readonly {
    readonly level: number;
    readonly result: Pick<TargetResult, 'id' | 'name'> & Pick<MeanResult, 'measures'>;
  }[];
}

const readers: readonly { readonly of: string; read(metrics: EvaluationMetrics): readonly ReadKind[] }[] = [
  {
    of: 'lesion size',
    read({ details }) {
      const bins = sizeDetails.safeParse(details).data?.bySize ?? [];
      const levels = bins.map((result) => ({ level: result.level?.value ?? 0, result }));
      return levels.length > 0 ? [{ name: 'lesions', label: 'largest lesion, mm', unit: 'mm', levels }] : [];
    },
  },
  {
    of: 'level',
    read: (metrics) =>
      targetsByLevel(metrics).map(({ name, unit, none, targets }) => ({
        ...{ name, label: `${name}, ${unit}`, unit },
        levels: [...(none ? [none] : []), ...targets].map((result) => ({ level: result.level?.value ?? 0, result })),
      })),
  },
];
