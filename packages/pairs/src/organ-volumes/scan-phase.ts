import type { ScanPhase } from '@totalfm/core';
import { enhancementHu, phaseOfHu } from '@totalfm/imaging';
import type { UprightScan } from './upright-scan.ts';

/**
 * The phase that the tags of the CT's file name. Where they name none, or no more than that there was contrast medium, it is the one
 * that the HU of aorta, portal vein and kidneys show. Undefined where neither says.
 */
export function scanPhase({ ct, labelMap, boxes, asRead: { phase } }: UprightScan): ScanPhase | undefined {
  if (phase !== undefined && phase !== 'contrast') return { phase, by: 'tags' };
  const shown = phaseOfHu(enhancementHu(ct, labelMap, boxes));
  // HU may tell which phase with contrast medium it is, and not that there was none.
  if (phase === 'contrast' && (shown === undefined || shown === 'non-contrast')) return { phase, by: 'tags' };
  return shown && { phase: shown, by: 'hu' };
}
