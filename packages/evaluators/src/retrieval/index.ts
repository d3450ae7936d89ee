export { retrievalEvaluator } from './retrieval-evaluator.ts';
export type { RetrievalOptions } from './options.ts';
