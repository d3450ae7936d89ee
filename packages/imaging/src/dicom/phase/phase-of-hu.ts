import type { ContrastPhase, LabelMap, Volume } from '@totalfm/core';
import { labelBoxes, type LabelBox } from '../../label-boxes.ts';

/** Median HU of what contrast medium shows in; undefined where a label map has too little of it. */
export interface EnhancementHu {
  readonly aorta?: number;
  readonly portalVein?: number;
  readonly kidneys?: number;
}

/** TotalSegmentator's names. */
const structures: Readonly<Record<keyof EnhancementHu, readonly string[]>> = {
  aorta: ['aorta'],
  portalVein: ['portal_vein_and_splenic_vein'],
  kidneys: ['kidney_left', 'kidney_right'],
};

/** Voxels below which a median says little. */
const FEWEST = 50;
const [LOWEST, HIGHEST] = [-200, 1000];

/** HU of the vessels and kidneys of a CT, by a label map on its grid; `boxes` are those of its labels, where they are known already. */
export function enhancementHu(ct: Volume, { volume, names }: LabelMap, boxes = labelBoxes(volume)): EnhancementHu {
  const kinds = Object.keys(structures) as (keyof EnhancementHu)[];
  return Object.fromEntries(
    kinds.map((kind) => {
      const histogram = new Uint32Array(HIGHEST - LOWEST + 1);
      for (const [label, name] of names) {
        const box = boxes.get(label);
        if (box && structures[kind].includes(name)) countHu(histogram, ct, volume, { label, ...box });
      }
      return [kind, medianOf(histogram)];
    }),
  );
}

/** The voxels of a label that lie in its box. */
interface LabelPlace extends LabelBox {
  readonly label: number;
}

function countHu(histogram: Uint32Array, { data }: Volume, labels: Volume, { label, start, end }: LabelPlace): void {
  const [nx, ny] = labels.size;
  for (let k = start[2]; k < end[2]; k++)
    for (let j = start[1]; j < end[1]; j++) {
      const line = nx * (j + ny * k);
      for (let voxel = line + start[0]; voxel < line + end[0]; voxel++)
        if (labels.data[voxel] === label)
          histogram[Math.max(0, Math.min(HIGHEST - LOWEST, Math.round(data[voxel]) - LOWEST))]++;
    }
}

function medianOf(histogram: Uint32Array): number | undefined {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  if (total < FEWEST) return undefined;
  let seen = 0;
  return histogram.findIndex((count) => (seen += count) * 2 >= total) + LOWEST;
}

/** Blood without contrast medium has 30 to 60 HU, kidneys about 30. */
const UNENHANCED = 80;
/** An aorta is above it in no phase but the arterial one, where it has 200 to 400 HU. */
const ARTERIAL = 180;
/** Between the portal vein in the portal venous phase (140 to 200 HU) and that of some minutes later (about 100). */
const VENOUS = 115;

/**
 * The phase that the HU of aorta, portal vein and kidneys show. Without contrast medium all are low; in the arterial phase
 * the aorta is far above the portal vein; in the portal venous one they are alike and bright; later they are alike and fade
 * while the kidneys stay bright. Levels and times: Bae KT, "Intravenous contrast medium administration and scan timing at
 * CT", Radiology 2010;256:32–61; kidneys: Yuh BI, Cohan RH, AJR 1999;173:747–755. The borders are ours, halfway between the
 * levels that these give. Undefined where the aorta is not there, or nothing fits.
 */
export function phaseOfHu({ aorta, portalVein, kidneys }: EnhancementHu): ContrastPhase | undefined {
  if (aorta === undefined) return undefined;
  if (aorta < UNENHANCED) return (kidneys ?? 0) < 1.5 * UNENHANCED ? 'non-contrast' : 'delayed';
  const lead = aorta - (portalVein ?? aorta);
  if (aorta >= ARTERIAL && (portalVein === undefined || lead > 40)) return 'arterial';
  if (lead > 60) return 'arterial';
  if ((portalVein ?? aorta) >= VENOUS) return 'portal-venous';
  return kidneys !== undefined && kidneys > 1.2 * aorta ? 'delayed' : 'contrast';
}
