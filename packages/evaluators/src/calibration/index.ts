export { calibrationEvaluator, type CalibrationOptions } from './calibration-evaluator.ts';
