import { ctRate18 } from './ct-rate-18.ts';
import type { LabelSet } from './label-set.ts';

export * from './chest-findings.ts';
export * from './label-report.ts';
export * from './label-set.ts';
export { ctRate18 };

export const labelSets: readonly LabelSet[] = [ctRate18];
