import type { PartDraft } from './draft.ts';

/** Enlargements whose organ is measured from head to foot, as radiologists measure it. */
const craniocaudal: ReadonlySet<string> = new Set(['hepatomegaly', 'splenomegaly']);

/** Whether an organ's extent is told with a finding. */
export const tellsExtent = (finding: string): boolean => craniocaudal.has(finding);

/** The organ's own craniocaudal extent in whole millimetres, where a finding is an enlargement that it tells; only of a whole organ that was measured. */
export function extentOf({ row, notAssessed, side }: PartDraft, findings: readonly string[]): number | undefined {
  if (!row || notAssessed || side || !findings.some(tellsExtent)) return undefined;
  return Math.round(row.organExtentMm[2]) || undefined;
}

/** `Splenomegaly, with a craniocaudal extent of 152 mm.` */
export const withExtent = (sentence: string, sizeMm: number): string =>
  `${sentence.replace(/\.$/, '')}, with a craniocaudal extent of ${sizeMm} mm.`;
