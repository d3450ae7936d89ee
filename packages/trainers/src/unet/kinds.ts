/**
 * A structure’s kind: what it is, but for which of its kind. `kidney_left` and `kidney_right` are kidneys, all of
 * `vertebrae_L1 … vertebrae_S1` vertebrae, the five lobes lung.
 */
export function kindOf(structure: string): string {
  return /^(lung|vertebrae|rib)_/.exec(structure)?.[1] ?? structure.replace(/_(left|right)$/, '');
}

/** One kind, and the numbers of its members in the order of structures. */
export interface Kind {
  readonly name: string;
  readonly members: readonly number[];
}

/** The kinds of structures 1 … n, in the order in which they first appear; kind 0, the background, is not among them. */
export function kindsOf(structures: readonly string[]): readonly Kind[] {
  const kinds = new Map<string, number[]>();
  structures.forEach((structure, index) => {
    const kind = kindOf(structure);
    kinds.set(kind, [...(kinds.get(kind) ?? []), index + 1]);
  });
  return [...kinds].map(([name, members]) => ({ name, members }));
}
