import type { ProgressSink } from '../events.ts';
import type { Anatomy } from './anatomy.ts';
import type { Embedder } from './embedder.ts';
import type { PairReader } from './pair-store.ts';

export interface EvaluationContext {
  readonly embedder: Embedder;
  /** Pairs of every split. Thresholds come from `validation`, scores from `test`. */
  readonly pairs: PairReader;
  /**
   * Where a trained run is scored on a fresh cohort (`pairs`): the run's own pairs, whose validation split gives the
   * thresholds and whose training split gives the sentences. Default: `pairs`.
   */
  readonly validationPairs?: PairReader;
  readonly anatomy: Anatomy;
  readonly seed: number;
  readonly progress: ProgressSink;
  readonly signal?: AbortSignal;
}

/** A value with its bootstrap 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface EvaluationResult {
  /** The evaluator's key in `metrics.json`: `findings`, `organLesions`. */
  readonly key: string;
  /** JSON data. */
  readonly metrics: Readonly<Record<string, unknown>>;
  /** One line for each scored case, for plots, montages and re-analysis. */
  readonly scores: readonly CaseScore[];
}

export interface CaseScore {
  /** Exam and, where the score is of one pair, its key. */
  readonly exam: string;
  readonly patient: string;
  readonly pair?: string;
  /** Finding id or organ id. */
  readonly target: string;
  readonly score: number;
  readonly label: boolean;
  readonly predicted: boolean;
}

export interface Evaluator {
  /** Throws a coded error where it cannot score these organs (a finding without prompts); asked before any exam is opened. */
  fit?(anatomy: Anatomy): void;
  evaluate(context: EvaluationContext): Promise<EvaluationResult>;
}
