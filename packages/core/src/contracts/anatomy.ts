import type { OrganDefinition } from '../define/organ.ts';

/** The experiment's organs, in the experiment's order. Bound by the runtime. */
export interface Anatomy {
  readonly organs: readonly OrganDefinition[];
}
