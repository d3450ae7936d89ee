import type { LabelMap, Volume } from '@totalfm/core';
import type { ContrastPhase } from './contrast-phase.ts';

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

/** HU of the vessels and kidneys of a CT, by a label map on its grid. */
export function enhancementHu({ data }: Volume, { volume: labels, names }: LabelMap): EnhancementHu {
  const kinds = Object.keys(structures) as (keyof EnhancementHu)[];
  const kindOfLabel = new Map<number, number>();
  for (const [label, name] of names) {
    const kind = kinds.findIndex((one) => structures[one].includes(name));
    if (kind >= 0) kindOfLabel.set(label, kind);
  }
  const histograms = kinds.map(() => new Uint32Array(HIGHEST - LOWEST + 1));
  for (let i = 0; i < labels.data.length; i++) {
    const kind = labels.data[i] === 0 ? undefined : kindOfLabel.get(labels.data[i]);
    if (kind === undefined) continue;
    histograms[kind][Math.max(0, Math.min(HIGHEST - LOWEST, Math.round(data[i]) - LOWEST))]++;
  }
  return Object.fromEntries(kinds.map((kind, i) => [kind, medianOf(histograms[i])]));
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
