export * from './label-agreement.ts';
export * from './truth-agreement.ts';
export type { AnswerMetrics, GroupedMetrics } from './measure-answers.ts';
export { normalisedText } from './text-unit.ts';
