import { definePlugin } from '@totalfm/core';
import { calibrationEvaluator } from './calibration/index.ts';
import { findingsEvaluator } from './findings.ts';
import { groundingEvaluator } from './grounding/index.ts';
import { organLesionsEvaluator } from './organ-lesions.ts';
import { probeEvaluator } from './probe/index.ts';
import { retrievalEvaluator } from './retrieval/index.ts';
import { stressEvaluator } from './stress/index.ts';
import { reportsEvaluator } from './written/index.ts';

export * from './calibration/index.ts';
export { evaluatorErrors } from './errors.ts';
export { findingsEvaluator, type FindingsOptions } from './findings.ts';
export { groundingEvaluator } from './grounding/index.ts';
export type { GroundingOptions } from './grounding/options.ts';
export { binaryMeasures } from './measure.ts';
export { organLesionsEvaluator, type OrganLesionsOptions } from './organ-lesions.ts';
export * from './parser/index.ts';
export * from './probe/index.ts';
export { promptBankOf } from './prompt-bank.ts';
export type { FoldResult } from './unseen/fold-result.ts';
export { gatherFolds, type GatherOptions } from './unseen/gather-folds.ts';
export * from './reports/index.ts';
export * from './retrieval/index.ts';
export { stressEvaluator } from './stress/index.ts';
export type { StressOptions } from './stress/options.ts';
export * from './written/index.ts';

export const plugin = definePlugin({
  name: '@totalfm/evaluators',
  apiVersion: '^1.0.0',
  components: [
    calibrationEvaluator,
    findingsEvaluator,
    groundingEvaluator,
    organLesionsEvaluator,
    probeEvaluator,
    reportsEvaluator,
    retrievalEvaluator,
    stressEvaluator,
  ],
});
export default plugin;
