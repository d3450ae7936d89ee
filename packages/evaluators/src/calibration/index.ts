export { calibrationEvaluator } from './calibration-evaluator.ts';
export type { CalibrationOptions } from './options.ts';
