import type { ProgressSink } from '../events.ts';
import type { ExamTruth, Split } from '../domain/exam.ts';
import type { Finding } from '../domain/finding.ts';
import type { ParsedReport } from '../domain/parsed-report.ts';
import type { WrittenReport } from '../domain/written-report.ts';
import type { Json } from '../json.ts';
import type { Anatomy } from './anatomy.ts';
import type { Embedder } from './embedder.ts';
import type { PairReader } from './pair-store.ts';
import type { Protocol, TrainedProtocol } from './protocol.ts';

/** Written reports of test exams beside the true ones. */
export interface WrittenReports {
  /** Names of the generators, in the experiment's order. */
  readonly generators: readonly string[];
  /** Exam by exam. */
  read(): AsyncIterable<ExamReports>;
  /** The experiment's report parser; it is asked for the reports of one exam at once. */
  parse(text: string, signal?: AbortSignal): Promise<ParsedReport>;
}

export interface ExamReports {
  readonly exam: string;
  readonly patient: string;
  /** The true report, as the parser read it: its sentences are those about the experiment's organs. */
  readonly reference: ParsedReport;
  /** What is known to be true; absent where the cohort knows none. */
  readonly truth?: ExamTruth;
  /** By generator; one that failed on the exam is missing. */
  readonly byGenerator: Readonly<Record<string, WrittenReport>>;
}

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
  /** What scores of findings that were not withheld may be called; absent: the trainer does not say. */
  readonly protocol?: TrainedProtocol;
  /** Ids of findings that were withheld from training. */
  readonly unseen?: readonly string[];
  /** Reports that were written of test exams; absent where the experiment writes none. */
  readonly written?: WrittenReports;
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

/** How a measure follows from the scores of a target's cases: what runs are compared by, case against case. */
export const caseStatistics = ['auroc', 'average-precision', 'f1', 'mean'] as const;

export type CaseStatistic = (typeof caseStatistics)[number];

/** What a number of a result means: enough to draw it, and to say which of two is better, without knowing the evaluator. */
export interface Measure {
  /** Its key in {@link TargetResult.measures}: `auroc`. */
  readonly id: string;
  /** What a reader calls it: `AUROC`. */
  readonly title: string;
  readonly better: 'higher' | 'lower';
  /** The least and the largest value that it can have, where it has such. */
  readonly range?: readonly [low: number, high: number];
  /** What guessing gives: a value, or the share of positive cases. */
  readonly chance?: number | 'prevalence';
  /**
   * Where given, the measure is this statistic of the target's {@link CaseScore}s (f1 by `predicted`, mean of `score`), and
   * two runs are compared by a paired bootstrap of it. Otherwise the runs' own intervals are all that there is.
   */
  readonly statistic?: CaseStatistic;
}

/** One thing that was scored: a finding, an organ's lesions, whatever the evaluator's unit is. */
export interface TargetResult {
  readonly id: string;
  readonly name: string;
  /** What it belongs to, such as its organ. */
  readonly group?: string;
  /** Class of difficulty; targets are shown by it. */
  readonly grade?: string;
  /** It was withheld from training. */
  readonly unseen?: true;
  /** How much of something it has: the targets of a grade that have levels are drawn as a curve over them. */
  readonly level?: { readonly value: number; readonly unit: string };
  /** By the measure's id. */
  readonly measures: Readonly<Record<string, Estimate>>;
  /** By the measure's id: what guessing gives, where that differs between targets. */
  readonly chance?: Readonly<Record<string, number>>;
  readonly threshold?: number;
  /** `default`: validation could not choose one. */
  readonly thresholdFrom?: 'validation' | 'default';
  /** Test cases of either class, where cases have one. */
  readonly positives?: number;
  readonly negatives?: number;
}

/** An unweighted mean over targets. */
export interface MeanResult {
  /** `macro`, or what the targets have in common: `focal`. */
  readonly name: string;
  /** The grade whose targets these are, where it is the mean of a grade. */
  readonly grade?: string;
  /** By the measure's id; null where no target has it. */
  readonly measures: Readonly<Record<string, Estimate | null>>;
  /** Ids of the targets that the mean is over. */
  readonly targets: readonly string[];
}

/** Measures by generator. */
export interface ComparedMeasures {
  readonly [name: string]: Readonly<Record<string, Estimate | null>>;
}

/** What an evaluator found, in a form that is reported and compared without knowing the evaluator. */
export interface EvaluationMetrics {
  /** `Findings` */
  readonly title: string;
  /** What was done, as a full sentence. */
  readonly description: string;
  /** Of zero-shot scores: what training was told of the targets, but for those that are `unseen`. Absent: not stated. */
  readonly protocol?: Protocol;
  /** What a target is, in the singular: `finding`, `organ`. */
  readonly unit: string;
  /** In the order in which they are shown. */
  readonly measures: readonly Measure[];
  /** Id of the measure by which targets are ordered and runs are compared. */
  readonly primary: string;
  readonly targets: readonly TargetResult[];
  readonly means: readonly MeanResult[];
  readonly skipped: readonly { readonly target: string; readonly reason: string }[];
  /** Of written reports: every measure of each generator; null where it is not defined. */
  readonly byGenerator?: ComparedMeasures;
  /** By generator: the first one's measures minus its own, on the same exams (paired). */
  readonly differences?: ComparedMeasures;
  /** Whatever else a reader should know: the protocol, where labels come from. */
  readonly details: Readonly<Record<string, Json>>;
}

export interface EvaluationResult extends EvaluationMetrics {
  /** The evaluator's key in `metrics.json`: `findings`, `organLesions`. */
  readonly key: string;
  /** One line for each scored case, for plots, montages, comparisons and re-analysis. */
  readonly scores: readonly CaseScore[];
  /** Where reports were compared: every exam, for pages. */
  readonly reports?: readonly ComparedReports[];
}

/** An exam's true report beside those that generators wrote of it. */
export interface ComparedReports {
  readonly exam: string;
  readonly patient: string;
  /** Sentences about the experiment's organs, in report order, with what the parser read in each. */
  readonly reference: readonly {
    readonly text: string;
    readonly statements: readonly Pick<Finding, 'organ' | 'finding' | 'state' | 'sides' | 'sizeMm'>[];
  }[];
  readonly byGenerator: Readonly<
    Record<string, { readonly report: WrittenReport; readonly outcomes: readonly ReportOutcome[] }>
  >;
}

/** What became of a finding that the true or the written report has present. */
export interface ReportOutcome {
  readonly organ: string;
  readonly finding: string;
  readonly outcome: 'hit' | 'invented' | 'missed' | 'notAssessed';
  readonly sideRight?: boolean;
  readonly statedSides?: { readonly named: number; readonly right: number };
  readonly sizeErrorMm?: number;
}

export interface CaseScore {
  /** Exam and, where the score is of one pair, its key. */
  readonly exam: string;
  readonly patient: string;
  readonly pair?: string;
  /** Id of the target. */
  readonly target: string;
  readonly score: number;
  /** Whether the target is there, and whether it was called; absent where cases have no class. */
  readonly label?: boolean;
  readonly predicted?: boolean;
}

/** How many exams there are of each split. */
export type ExamCounts = Readonly<Record<Split, number>>;

export interface Evaluator {
  /**
   * Throws a coded error where it cannot score these organs (a finding without prompts), or reports of these generators (there
   * is none); asked before any exam is opened. `generators`: names of what writes reports; absent where nobody knows.
   */
  fit?(anatomy: Anatomy, generators?: readonly string[]): void;
  /** Throws a coded error where it cannot score so few exams of a split; asked when they are listed, before anything is trained. */
  fitExams?(count: ExamCounts): void;
  evaluate(context: EvaluationContext): Promise<EvaluationResult>;
}
