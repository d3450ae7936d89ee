import { ctRate18 } from './ct-rate-18.ts';
import type { LabelSet } from './label-set.ts';
import { merlin30 } from './merlin-30.ts';

export * from './abdominal-findings.ts';
export * from './chest-findings.ts';
export * from './label-report.ts';
export * from './label-set.ts';
export { ctRate18, merlin30 };

export const labelSets: readonly LabelSet[] = [ctRate18, merlin30];
