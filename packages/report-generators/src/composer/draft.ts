import type { NotAssessedReason, OrganDefinition, Side, VolumeRow } from '@totalfm/core';
import type { Claim } from './claims.ts';
import type { Stated } from './self-check.ts';

/** An organ part on its way into a report. */
export interface PartDraft {
  readonly organ: OrganDefinition;
  readonly side?: Side;
  /** Absent where the scan shows none. */
  readonly row?: VolumeRow;
  /** Why it is not called normal. */
  readonly notAssessed?: NotAssessedReason;
  readonly claims: readonly Claim[];
  readonly stated: readonly Stated[];
}

/** Why nothing may be called normal in a part. Undefined: it was seen whole. */
export function reasonNotAssessed(
  { organ, structures }: OrganDefinition,
  row: VolumeRow | undefined,
  mayBeCut: readonly string[],
): NotAssessedReason | undefined {
  if (!row) return 'missing';
  if (row.doubts.length > 0) return 'doubted';
  const whole = row.cutBy.length === 0 || structures === 'scan' || mayBeCut.includes(organ);
  return whole ? undefined : 'cut';
}

/** Sides of parts, left first; none of an organ without sides. */
export const sidesOfDrafts = (drafts: readonly PartDraft[]): readonly Side[] =>
  (['left', 'right'] as const).filter((side) => drafts.some((draft) => draft.side === side));
