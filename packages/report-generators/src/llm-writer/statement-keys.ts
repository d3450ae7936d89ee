import { isPaired, type Finding, type OrganDefinition, type Side } from '@totalfm/core';

/** One thing that is said of one side of an organ: `present/renal_cyst/left`, `absent/renal_stone/right`; `absent//` calls it normal. */
export type StatementKey = string;

export const keyOf = (state: Finding['state'], finding: string | undefined, side: Side | '?' | ''): StatementKey =>
  `${state}/${finding ?? ''}/${side}`;

const bothSides = ['left', 'right'] as const;

/** What a statement says of its organ, side by side. What is denied without a side is denied of both; what is present has to say its side. */
export function keysOf({ state, finding, sides }: Finding, organ: OrganDefinition): readonly StatementKey[] {
  const unsaid = state === 'absent' ? bothSides : (['?'] as const);
  const own = !isPaired(organ) ? ([''] as const) : sides.length > 0 ? sides : unsaid;
  return own.map((side) => keyOf(state, finding, side));
}

export const presentKeys = (
  { findings, sides }: { readonly findings: readonly string[]; readonly sides: readonly Side[] },
  organ: OrganDefinition,
): readonly StatementKey[] =>
  findings.flatMap((finding) =>
    (isPaired(organ) ? sides : ([''] as const)).map((side) => keyOf('present', finding, side)),
  );

/** Whether something is among what is said; what is denied is so of what is called normal. */
export function isSaid(key: StatementKey, said: ReadonlySet<StatementKey>): boolean {
  const [state, , side] = key.split('/');
  return said.has(key) || (state === 'absent' && said.has(keyOf('absent', undefined, side as Side)));
}
