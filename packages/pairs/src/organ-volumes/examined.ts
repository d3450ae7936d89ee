import { partName, type OrganCut, type OrganPartStructures, type Warn } from '@totalfm/core';
import type { BareCut } from './cut-organs.ts';
import { doubtMasks } from './doubt-masks.ts';
import { scanPhase } from './scan-phase.ts';
import type { UprightScan } from './upright-scan.ts';

/** Cuts with the reasons to doubt them and the scan's contrast phase; what is odd about the scan is told. */
export function examined(
  scan: UprightScan,
  parts: readonly OrganPartStructures[],
  cuts: readonly BareCut[],
  warn?: Warn,
): readonly OrganCut[] {
  const doubts = doubtMasks(scan, parts, warn);
  const phase = scanPhase(scan);
  return cuts.map((cut) => ({ ...cut, doubts: doubts.get(partName(cut.volume)) ?? [], ...(phase && { phase }) }));
}
