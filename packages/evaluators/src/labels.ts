import type { FindingState, OrganDefinition, PairRow } from '@totalfm/core';

/** Where labels come from: what the cohort knows to be true, or what the parser read in the report. */
export type LabelSource = 'truth' | 'report';

export interface Label {
  readonly state: FindingState;
  readonly source: LabelSource;
}

/** The state of a finding in a pair: the truth where the cohort knows it, else the report. Undefined: not a finding of this pair. */
export function findingLabel(row: PairRow, finding: string): Label | undefined {
  const truth = row.truth?.[finding];
  if (truth !== undefined) return { state: truth ? 'present' : 'absent', source: 'truth' };
  const state = row.states[finding];
  return state && { state, source: 'report' };
}

/**
 * Whether a pair shows any finding of an organ. Undefined where the pair holds none of them. A report that calls the
 * organ normal as a whole makes it absent.
 */
export function lesionLabel(row: PairRow, organ: OrganDefinition): Label | undefined {
  const labels = organ.findings.flatMap(({ id }) => findingLabel(row, id) ?? []);
  if (labels.length === 0) return undefined;
  const source = labels.some((label) => label.source === 'report') ? 'report' : 'truth';
  const called = row.findings.some(
    (statement) => statement.organ === organ.organ && !statement.finding && statement.state === 'absent',
  );
  const states = labels.map(({ state }) => state);
  for (const state of ['present', 'uncertain', 'absent'] as const) if (states.includes(state)) return { state, source };
  return { state: called ? 'absent' : 'not-mentioned', source };
}

/**
 * An exam's label from those of its pairs: true where any is present, false where one is absent and none is uncertain.
 * Undefined, and so not scored, where nothing is known: a finding that nobody mentions is never called absent.
 */
export function examLabel(states: readonly FindingState[]): boolean | undefined {
  if (states.includes('present')) return true;
  if (states.includes('uncertain')) return undefined;
  return states.includes('absent') ? false : undefined;
}
