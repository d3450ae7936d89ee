import { groupBy, type EvaluationMetrics, type TargetResult } from '@totalfm/core';

/** Targets of which there is more and more of something, such as noise. */
export interface LevelledTargets {
  readonly name: string;
  readonly unit: string;
  readonly targets: readonly TargetResult[];
  /** The one target without a level has none of anything. */
  readonly none?: TargetResult;
}

/** By grade; nothing where no target has a level. */
export function targetsByLevel({ targets, unit }: EvaluationMetrics): readonly LevelledTargets[] {
  const without = targets.filter(({ level }) => level === undefined);
  const none = without.length === 1 ? without[0] : undefined;
  const levelled = targets.filter(({ level }) => level !== undefined);
  return Array.from(
    groupBy(levelled, ({ grade }) => grade ?? unit),
    ([name, some]) => ({ name, unit: some[0].level!.unit, targets: some, ...(none && { none }) }),
  );
}
