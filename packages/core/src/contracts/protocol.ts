/**
 * What a number about findings may be called, by what training was told of them. `closed`: a classifier was trained of the
 * findings that are scored. `contrast`: texts alone were, which is called zero-shot. `unseen`: the finding was withheld, too.
 */
export const protocols = ['closed', 'contrast', 'unseen'] as const;

export type Protocol = (typeof protocols)[number];

/** What a trainer may say of how it learns findings; which are unseen is the experiment’s choice. */
export type TrainedProtocol = Exclude<Protocol, 'unseen'>;

/** Findings that nothing names while a model is trained. Bound by the runtime. */
export interface WithheldFindings {
  /** Ids of findings of the experiment; none: all are learned. */
  readonly findings: readonly string[];
  /** Whether sentences that state them stay in the texts, as free text that states nothing known, or are taken out. */
  readonly sentences: 'keep' | 'remove';
}

/** Of which training patients what learns from reports is told anything. Bound by the runtime; absent: of all. */
export interface KnownReports {
  /** Above 0 and below 1. */
  readonly share: number;
}
