import { throwIfAborted, wholeExam, type Triple, type Volume, type VolumeCutter, type Warn } from '@totalfm/core';
import { boxExtentMm, resampleCentred, toHu, wholeBox } from '@totalfm/imaging';
import { pairErrors } from '../errors.ts';
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
      const extentMm = boxExtentMm(wholeBox(size), spacing);
      const measures = scanMeasures(scan.ct);
      if (warn) tellSmall(measures.organExtentMm, extentMm, warn);
      const volume = { organ: wholeExam, hu: data, size, extentMm, ...measures };
      const cut = { volume, cutBy: [], sourceSpacing: scan.ct.spacing };
      return examined(scan, [examPart], [cut], warn);
    },
  };
}

/** A network that was trained on whole scans sees mostly air then. */
function tellSmall(scan: Triple, crop: Triple, warn: Warn): void {
  if (crop.every((mm, axis) => scan[axis] >= mm / 2)) return;
  const inMm = (extent: Triple) => `${extent.map((mm) => Math.round(mm)).join(' × ')} mm`;
  const error = pairErrors.TFM_SCAN_SMALL({
    option: 'cutter.size',
    message: `The scan has ${inMm(scan)}, the volume around its middle ${inMm(crop)}: more than half of it is air along an axis.`,
    fix: 'Give a scan of the region that the model was trained on, or a smaller `cutter.size` for a model of your own.',
  });
  warn(error.toJSON());
}

function clipped(volume: Volume<Int16Array>, low: number, high: number): Volume<Int16Array> {
  if (low <= -32768 && high >= 32767) return volume;
  return { ...volume, data: volume.data.map((hu) => (hu < low ? low : hu > high ? high : hu)) };
}
