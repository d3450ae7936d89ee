import type { ArmValue } from './arm-value.ts';
import type { Difference } from './differences.ts';

/** One line of a comparison: a number of each arm, in their order, and each arm's difference to the first. */
export interface ComparedRow {
  readonly id: string;
  readonly name: string;
  readonly grade?: string;
  /** As the runs say: over whatever each of them scored. */
  readonly values: readonly (ArmValue | undefined)[];
  /** What the differences are over; undefined where the arms share no case, and for a measure that no case statistic gives. */
  readonly shared?: SharedValues;
  /** Undefined for the first arm, and where there is nothing to compare. */
  readonly differences: readonly (Difference | undefined)[];
}

/** Values over the targets and exams that all arms with the evaluator share. */
export interface SharedValues {
  readonly targets: readonly string[];
  readonly exams: number;
  readonly values: readonly (ArmValue | undefined)[];
}

/** Whether the runs' own values are over the same as their differences. */
export const isOverSame = ({ values, shared }: ComparedRow): boolean =>
  shared === undefined ||
  values.every((value, arm) => Math.abs((value?.value ?? 0) - (shared.values[arm]?.value ?? 0)) < 1e-9);

/** The values that stand beside a difference. */
export const besideDifference = ({ values, shared }: ComparedRow): readonly (ArmValue | undefined)[] =>
  shared ? shared.values.map((value, arm) => value ?? values[arm]) : values;
