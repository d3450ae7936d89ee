export { writtenMeasures, type WrittenMeasure } from './measures.ts';
export { reportsEvaluator, type ReportsOptions } from './reports-evaluator.ts';
