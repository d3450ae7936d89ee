import { canonicalJson } from '@totalfm/core';
import type { RunFiles } from '../run-files.ts';
import { uniqueNames } from './run-names.ts';

/** Runs that differ by their seed alone, or one run. */
export interface Arm {
  readonly name: string;
  readonly runs: readonly RunFiles[];
  /** Of the runs; a run that does not say has none. */
  readonly seeds: readonly number[];
}

/** Arms in the order of their first runs. Of two runs with the same seed each is in an arm of its own. */
export function armsOf(runs: readonly RunFiles[]): readonly Arm[] {
  const names = uniqueNames(runs);
  const groups: { key: string | undefined; runs: RunFiles[]; names: string[] }[] = [];
  runs.forEach((run, index) => {
    const { experiment } = run;
    const key = experiment && canonicalJson({ ...experiment, name: undefined, seed: undefined });
    const found = groups.find(
      (group) =>
        key !== undefined && group.key === key && group.runs.every((one) => one.experiment?.seed !== experiment?.seed),
    );
    if (found) {
      found.runs.push(run);
      found.names.push(names[index]);
    } else groups.push({ key, runs: [run], names: [names[index]] });
  });
  return groups.map((group) => ({
    name: armName(group.names),
    runs: group.runs,
    seeds: group.runs.flatMap(({ experiment }) => experiment?.seed ?? []),
  }));
}

/** What the names of an arm's runs begin and end with, without the seed: `demo.steps-9` of `demo.seed-0.steps-9` and `demo.seed-1.steps-9`. */
function armName(names: readonly string[]): string {
  const [first, ...others] = names;
  if (others.length === 0) return first;
  const start = commonStart(names).replace(/[-_. ]*(seed)?[-_. ]*$/i, '');
  const end = reversed(commonStart(names.map((name) => reversed(name.slice(start.length)))));
  return (start + end.replace(/^[^-_. ]*/, '')).replace(/^[-_. ]+/, '') || first;
}

function commonStart([first, ...others]: readonly string[]): string {
  const unlike = [...first].findIndex((letter, index) => others.some((name) => name[index] !== letter));
  return unlike < 0 ? first : first.slice(0, unlike);
}

const reversed = (text: string) => [...text].reverse().join('');
