/** How reports speak of one finding. Templates are those of `expand`. */
export interface Wordings {
  readonly finding: string;
  /** Sentences for one finding: of an unpaired organ, or of one side (`{side}`). At least one needs no other value. */
  readonly present: readonly string[];
  /** Sentences for more than one (`{count}`). */
  readonly several?: readonly string[];
  /** Sentences for both sides. */
  readonly both?: readonly string[];
  /** Hedged sentences. */
  readonly hedged?: readonly string[];
  /** Short lines for the impression; `{side}` is `bilateral` for both. */
  readonly impression: readonly string[];
  /** Sentences that rule it out. */
  readonly absent: readonly string[];
  /** Its name in a list of things that are not there: `hydronephrosis`. Undefined where it does not fit one. */
  readonly noun?: string;
  /** How often a report rules it out when it is absent. */
  readonly ruledOut: number;
}
