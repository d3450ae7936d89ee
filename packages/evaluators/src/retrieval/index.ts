export { retrievalEvaluator, type RetrievalOptions } from './retrieval-evaluator.ts';
