/** Numbers names in the order in which they first come. */
export interface Names {
  readonly names: readonly string[];
  /** Place of a name in `names`, where it is put if it is new. */
  placeOf(name: string): number;
}

export function createNames(): Names {
  const names: string[] = [];
  const places = new Map<string, number>();
  return {
    names,
    placeOf(name) {
      const known = places.get(name);
      if (known !== undefined) return known;
      places.set(name, names.length);
      return names.push(name) - 1;
    },
  };
}
