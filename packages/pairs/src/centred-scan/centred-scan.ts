import { throwIfAborted, wholeExam, type Volume, type VolumeCutter } from '@totalfm/core';
import { boxExtentMm, resampleCentred, toHu, wholeBox } from '@totalfm/imaging';
import { examined } from '../organ-volumes/examined.ts';
import { uprightScan } from '../organ-volumes/upright-scan.ts';
import { examPart, scanMeasures } from '../organ-volumes/whole-scan.ts';
import type { CentredScanOptions } from './options.ts';

/** Air, below what any network takes for it. */
const OUTSIDE_HU = -1024;

/** One volume of the whole scan at a fixed spacing, as Merlin and CT-CLIP see it. */
export function createCentredScan({ size, spacing, align, hu: [low, high] }: CentredScanOptions): VolumeCutter {
  return {
    size,
    async cut(ct, labelMap, { signal, warn } = {}) {
      const scan = uprightScan(ct, labelMap);
      throwIfAborted(signal);
      const fill = Math.min(Math.max(OUTSIDE_HU, low), high);
      const { data } = resampleCentred(clipped(toHu(scan.ct), low, high), { size, spacing, align, fill });
      const volume = {
        organ: wholeExam,
        hu: data,
        size,
        extentMm: boxExtentMm(wholeBox(size), spacing),
        ...scanMeasures(scan.ct),
      };
      const cut = { volume, cutBy: [], sourceSpacing: scan.ct.spacing };
      return examined(scan, [examPart], [cut], warn);
    },
  };
}

function clipped(volume: Volume<Int16Array>, low: number, high: number): Volume<Int16Array> {
  if (low <= -32768 && high >= 32767) return volume;
  return { ...volume, data: volume.data.map((hu) => (hu < low ? low : hu > high ? high : hu)) };
}
