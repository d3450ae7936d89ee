import { emptied, keptTexts, removed } from './confidential-tags.ts';
import { textRepresentationOf } from './value-representations.ts';

/** What is done with an element. */
export type Action = 'keep' | 'remove' | 'empty' | 'items' | 'uid' | 'date' | 'patient' | 'accession';

const special: ReadonlyMap<number, Action> = new Map<number, Action>([
  ...Object.values(removed).map((tag) => [tag, 'remove'] as const),
  ...Object.values(emptied).map((tag) => [tag, 'empty'] as const),
  ...Object.values(keptTexts).map((tag) => [tag, 'keep'] as const),
  [0x00080050, 'accession'],
  [0x00100020, 'patient'],
]);

/** What an element of a representation may hold, where the list above does not name it. Times of day stay: days are moved. */
const byRepresentation: Readonly<Record<string, Action>> = {
  AE: 'remove',
  DA: 'date',
  DT: 'date',
  LO: 'remove',
  LT: 'remove',
  PN: 'remove',
  SH: 'remove',
  ST: 'remove',
  UC: 'remove',
  UI: 'uid',
  UR: 'remove',
  UT: 'remove',
  SQ: 'items',
};

/**
 * Groups whose elements may be kept: identification, trials, acquisition, relations, images, procedures, segmentations,
 * presentation, structure sets, groups of frames, pixels. The others are of patients, visits, requests, results,
 * signatures and storage, and have nothing that an image needs.
 */
const groups: ReadonlySet<number> = new Set([
  0x0008, 0x0012, 0x0018, 0x0020, 0x0028, 0x0040, 0x0062, 0x0070, 0x3006, 0x5200, 0x7fe0,
]);
/** Lengths of groups, which change. */
const isGroupLength = (tag: number) => (tag & 0xffff) === 0;

/** What is done with an element; `vr` is empty where the file does not say, and `isSequence` then tells by its value. */
export function actionOf(tag: number, vr: string, isSequence: boolean): Action {
  if (isGroupLength(tag)) return 'remove';
  const named = special.get(tag);
  if (named) return named;
  // Private groups, curves and overlays are none of these, either.
  if (!groups.has(tag >>> 16)) return 'remove';
  if (isSequence) return 'items';
  // The standard's representation comes first: files exist that state another.
  const known = textRepresentationOf(tag) ?? vr;
  return known === 'UN' ? 'remove' : (byRepresentation[known] ?? 'keep');
}
