import type { FindingsBeside } from '@totalfm/core';

/** One label of a data set: what of a parsed report makes it 1. */
export interface Label {
  /** The data set's own name, and so the name of its column: `Lung nodule`. */
  readonly name: string;
  /** Findings any of which makes the label 1 where the report finds it. */
  readonly findings: readonly string[];
}

/** The labels that a data set gives a report, in its order. */
export interface LabelSet {
  /** `ct-rate-18` */
  readonly id: string;
  readonly description: string;
  readonly labels: readonly Label[];
  /** Findings that its labels need and no organ has. */
  readonly beside: readonly FindingsBeside[];
}
