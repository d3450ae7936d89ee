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

const isPrivate = (group: number) => group % 2 === 1;
/** Groups that are of nothing but the patient, the visit, the request and the results. */
const ofPeople: ReadonlySet<number> = new Set([0x0010, 0x0032, 0x0038, 0x4008]);
/** Lengths of groups, which change. */
const isGroupLength = (tag: number) => (tag & 0xffff) === 0;
const isCurveOrOverlay = (group: number) => (group & 0xff00) === 0x5000 || (group & 0xff00) === 0x6000;

/** What is done with an element; `vr` is empty where the file does not say, and `isSequence` then tells by its value. */
export function actionOf(tag: number, vr: string, isSequence: boolean): Action {
  const group = tag >>> 16;
  if (group < 8 || isPrivate(group) || isGroupLength(tag) || isCurveOrOverlay(group)) return 'remove';
  const named = special.get(tag);
  if (named) return named;
  if (ofPeople.has(group)) return 'remove';
  if (isSequence) return 'items';
  const known = vr === '' || vr === 'UN' ? textRepresentationOf(tag) : vr;
  // Explicit files that call an element unknown hold one that its writer did not know, either.
  if (vr === 'UN' && known === undefined) return 'remove';
  return (known !== undefined && byRepresentation[known]) || 'keep';
}
