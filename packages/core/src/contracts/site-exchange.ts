import type { ParameterValues } from './tensor-program.ts';

/**
 * How sites that share no data train one model: each on its own, and now and then what parameters have become goes to all. Sites
 * that end, begin again or come late find where the others are.
 */
export interface SiteExchange {
  /** Steps between two exchanges. */
  readonly every: number;
  /** How often each word stands in the texts of all sites; of this site's texts, nothing but such counts is told. */
  agreeOnWords(counts: ReadonlyMap<string, number>, signal?: AbortSignal): Promise<ReadonlyMap<string, number>>;
  /** Joins the others in a training. */
  join(training: SiteTraining): Promise<JoinedTraining>;
}

/** A training as one site begins it. */
export interface SiteTraining {
  /** `align`, `pretrain`: of one name among those of a run. */
  readonly stage: string;
  readonly steps: number;
  /** What this site would start from. */
  readonly values: ParameterValues;
  /** What this site's share is measured by: its training pairs or volumes. */
  readonly weight: number;
  /** Folder for what outlives this process. */
  readonly workDir: string;
  readonly signal?: AbortSignal;
}

/** What a site tells of its training since the last exchange: numbers alone. */
export interface SiteNumbers {
  /** Mean of its steps. */
  readonly loss: number;
  /** Loss on its validation exams: of the model that it hands in, and of the common one that it began from. */
  readonly validation?: { readonly own: number; readonly common: number };
}

export interface JoinedTraining {
  /** What all sites start from. */
  readonly start: ParameterValues;
  /**
   * After a step that is a multiple of `every`, and after the last: hands in what parameters have become here since the last
   * exchange, and gives what they are for all. The same exchange after a restart gives the same.
   */
  exchange(step: number, values: ParameterValues, told: SiteNumbers): Promise<ParameterValues>;
  close(): Promise<void>;
}
