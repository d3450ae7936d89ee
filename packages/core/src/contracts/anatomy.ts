import type { FindingsBeside, OrganDefinition } from '../define/organ.ts';

/** The experiment's organs, in the experiment's order. Bound by the runtime. */
export interface Anatomy {
  readonly organs: readonly OrganDefinition[];
  /** Findings that a report parser also looks for. Default: those of the whole scan, `wholeScanFindings`. */
  readonly beside?: readonly FindingsBeside[];
}
