import { fitRidgeLogistic, logistic } from '@totalfm/statistics';
import type { ExamCase } from '../exam-cases.ts';

/** From a score to a probability: σ(scale · score + bias). */
export interface Calibration {
  readonly scale: number;
  readonly bias: number;
}

/** Against classes that are apart, whose scale would have no end. */
const ridge = 1e-6;

/**
 * One scale (an inverse temperature) and bias for all findings of a model, from validation cases (Platt 1999; Guo et al. 2017 with a bias, since
 * findings are rarer than their absence). Undefined where the cases are of one class.
 */
export function fitCalibration(cases: readonly ExamCase[]): Calibration | undefined {
  const labels = cases.map(({ label }) => label);
  if (new Set(labels).size < 2) return undefined;
  const values = Float64Array.from(cases, ({ score }) => score);
  const { weights, intercept } = fitRidgeLogistic({ values, width: 1 }, labels, { ridge });
  return { scale: weights[0], bias: intercept };
}

export const probabilityOf = ({ scale, bias }: Calibration, score: number): number => logistic(scale * score + bias);
