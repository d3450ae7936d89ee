import type { FindingDefinition, FindingsBeside, NamedFinding, OrganDefinition } from '../define/organ.ts';

/**
 * The experiment's organs, in the experiment's order, with everything that they bring. Bound by the runtime. A component
 * that needs less asks for one of the views below: what it does not see cannot change its result, and is no part of the
 * name of what it makes.
 */
export interface Anatomy {
  readonly organs: readonly OrganDefinition[];
  /** Findings that a report parser also looks for. Default: those of the whole scan, `wholeScanFindings`. */
  readonly beside?: readonly FindingsBeside[];
}

/** Where organs lie: for whoever cuts or encodes volumes. */
export interface AnatomyStructures {
  readonly organs: readonly Pick<OrganDefinition, 'organ' | 'structures'>[];
}

/** Which findings organs may have: for whoever joins or learns states. */
export interface AnatomyFindings {
  readonly organs: readonly (Pick<OrganDefinition, 'organ' | 'structures'> & {
    readonly findings: readonly Pick<FindingDefinition, 'id' | 'grade'>[];
  })[];
}

/** How reports name organs and findings: for whoever reads reports. */
export interface AnatomyTerms {
  readonly organs: readonly (Pick<
    OrganDefinition,
    'organ' | 'name' | 'structures' | 'terms' | 'sideTerms' | 'languages'
  > & { readonly findings: readonly NamedFinding[] })[];
  readonly beside?: readonly FindingsBeside[];
}

/** What organs look like and how their findings are worded: for whoever draws patients. */
export interface AnatomyPhantoms {
  readonly organs: readonly (Pick<OrganDefinition, 'organ' | 'name' | 'structures' | 'phantom'> & {
    readonly findings: readonly Pick<FindingDefinition, 'id' | 'name' | 'grade'>[];
  })[];
}
