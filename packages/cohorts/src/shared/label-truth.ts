import { builtInOrgans, wholeScanFindings, type LabelSet } from '@totalfm/anatomy';
import type { ExamTruth } from '@totalfm/core';
import type { WantedColumn } from './tables/columns.ts';

/** What a row says of each label of a set, in its order: `1` present, `0` absent, `-` not assessed. */
export type LabelStates = string;

const states: ReadonlyArray<readonly [LabelStates, RegExp]> = [
  ['1', /^(1(\.0+)?|true|yes|present|positive)$/i],
  ['0', /^(0(\.0+)?|false|no|absent|negative)$/i],
  ['-', /^(|-1(\.0+)?|nan|na|n\/a|null|none)$/i],
];

/** Which of `cells`, one a label, is none; a row that is misread may have a report there, so the cell is not told. */
export function statesOf(cells: readonly string[], { labels }: LabelSet): LabelStates | { readonly odd: string } {
  // Joined at once: a text that grows letter by letter is kept in as many pieces.
  const all = cells.map((cell) => states.find(([, pattern]) => pattern.test(cell.trim()))?.[0]);
  const odd = all.indexOf(undefined);
  return odd < 0 ? all.join('') : { odd: labels[odd].name };
}

/** The columns of a set's labels, by their places in it. */
export const labelColumns = ({ labels }: LabelSet): Readonly<Record<string, WantedColumn>> =>
  Object.fromEntries(labels.map(({ name }, index) => [index, { name }]));

/**
 * A label is the first of its findings, which the others only help to read out of reports: where it is 1, nobody knows which of
 * those are there.
 */
export function truthOf(states: LabelStates, { labels, beside }: LabelSet): ExamTruth {
  const organs = organsOf(beside);
  const assessed = labels.map(({ findings: [finding] }) => finding).filter((_, index) => states[index] !== '-');
  const present = labels.map(({ findings: [finding] }) => finding).filter((_, index) => states[index] === '1');
  return { findings: present.map((finding) => ({ finding, organ: organs.get(finding) ?? 'body' })), assessed };
}

/** The organ of each finding; that of a built-in organ goes before. */
const organsOf = (beside: LabelSet['beside']): ReadonlyMap<string, string> =>
  new Map(
    [...beside, wholeScanFindings, ...builtInOrgans].flatMap(({ organ, findings }) =>
      findings.map(({ id }) => [id, organ] as const),
    ),
  );
