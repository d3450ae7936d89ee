export { probeEvaluator, type ProbeOptions } from './probe-evaluator.ts';
