import { distance } from 'fastest-levenshtein';

/** Names that a model wants, held against those that a file has. */
export interface NameComparison {
  readonly missing: readonly string[];
  readonly surplus: readonly string[];
}

export function compareNames(wanted: readonly string[], there: readonly string[]): NameComparison {
  const [known, found] = [new Set(wanted), new Set(there)];
  return { missing: wanted.filter((name) => !found.has(name)), surplus: there.filter((name) => !known.has(name)) };
}

/** What all of the missing names begin with in the file, or the file's in what is wanted: `module.`. */
export interface Prefix {
  readonly text: string;
  /** Who has it. */
  readonly of: 'file' | 'model';
}

/** Finds the prefix that is all that missing names differ by; undefined where it is not. */
export function prefixBetween({ missing, surplus }: NameComparison): Prefix | undefined {
  const [first] = missing;
  const found = new Set(surplus);
  const longer = surplus.find((name) => name.endsWith(first) && name !== first);
  const added = longer?.slice(0, longer.length - first.length);
  if (added !== undefined && missing.every((name) => found.has(added + name))) return { text: added, of: 'file' };
  const shorter = surplus.find((name) => first.endsWith(name));
  const left = shorter === undefined ? '' : first.slice(0, first.length - shorter.length);
  const isLeft = (name: string) => name.startsWith(left) && found.has(name.slice(left.length));
  return left !== '' && missing.every(isLeft) ? { text: left, of: 'model' } : undefined;
}

/** The name that is nearest to another: with the same end, or the fewest letters apart; undefined where none is near. */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const costs = candidates.map((candidate) => {
    const isWithin = candidate.endsWith(`.${name}`) || name.endsWith(`.${candidate}`);
    return isWithin ? 0 : distance(name, candidate);
  });
  const least = costs.indexOf(Math.min(...costs));
  if (least < 0) return undefined;
  return costs[least] <= Math.max(2, 0.4 * Math.max(name.length, candidates[least].length))
    ? candidates[least]
    : undefined;
}
