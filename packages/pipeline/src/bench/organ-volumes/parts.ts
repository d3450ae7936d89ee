/** What is compared of one organ volume. */
export interface Part {
  /** Millilitres of the organ on the CT’s grid. */
  readonly ml: number;
  /** Means over the volume: of its HU, and of its mask, which is the organ’s share of it. */
  readonly hu: number;
  readonly mask: number;
}

/** What one program took for one exam, and what it made. */
export interface Cuts {
  /** From files to volumes, without the program’s start. */
  readonly seconds: number;
  /** Of all processors: what others do on the machine changes the time, and this hardly. */
  readonly cpuSeconds: number;
  /** The most memory that its process held. */
  readonly mb: number;
  readonly parts: Readonly<Record<string, Part>>;
}

export const meanOf = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index];
  return sum / values.length;
};

/** How far two programs’ organ volumes lie apart: the largest difference of any organ. */
export function apart(ours: Cuts, theirs: Cuts) {
  const names = Object.keys(ours.parts);
  if (names.sort().join() !== Object.keys(theirs.parts).sort().join())
    throw new Error(`Cut were ${names}; the other program cut ${Object.keys(theirs.parts)}.`);
  const largest = (difference: (a: Part, b: Part) => number) =>
    Math.max(...names.map((name) => Math.abs(difference(ours.parts[name], theirs.parts[name]))));
  return {
    ml: largest((a, b) => a.ml / b.ml - 1),
    hu: largest((a, b) => a.hu - b.hu),
    mask: largest((a, b) => a.mask - b.mask),
  };
}
