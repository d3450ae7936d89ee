import type { Random } from '@totalfm/core';

export type Phase = 'plain' | 'arterial' | 'portal-venous' | 'delayed';

export const phases = ['plain', 'arterial', 'portal-venous', 'delayed'] as const satisfies readonly Phase[];

/**
 * Mean attenuation in HU: without contrast, and about 35 s, 70 s and 5 min after an injection. The last number is the
 * deviation between patients. Ranges as published for abdominal CT at 120 kVp.
 */
const attenuation = {
  aorta: [40, 320, 155, 105, 3],
  cava: [40, 95, 145, 105, 3],
  portal: [40, 115, 170, 112, 3],
  leftHeart: [40, 300, 150, 105, 3],
  rightHeart: [40, 230, 145, 105, 3],
  myocardium: [42, 110, 108, 88, 3],
  liver: [57, 72, 112, 92, 4],
  spleen: [48, 125, 122, 96, 3],
  pancreas: [40, 108, 96, 76, 4],
  renalCortex: [33, 175, 185, 145, 4],
  renalMedulla: [32, 62, 160, 150, 4],
  renalPelvis: [5, 5, 10, 230, 3],
  adrenal: [28, 66, 72, 58, 4],
  gut: [38, 82, 98, 78, 4],
  bladderUrine: [4, 4, 6, 60, 3],
  prostate: [38, 66, 82, 76, 4],
  esophagus: [36, 52, 62, 56, 3],
  muscle: [54, 58, 62, 60, 3],
  bile: [6, 6, 7, 7, 3],
  thyroid: [100, 190, 160, 140, 10],
  uterus: [42, 80, 100, 90, 6],
} as const satisfies Record<string, readonly [number, number, number, number, number]>;

export type Tissue = keyof typeof attenuation;

/** HU of every tissue in one exam. */
export type TissueHu = Readonly<Record<Tissue, number>>;

/** The tissues of one exam. How well the bolus was timed is drawn once: all enhancement is stronger or weaker together. */
export function tissueHu(phase: Phase, random: Random): TissueHu {
  const column = phases.indexOf(phase);
  const bolus = 1 + 0.1 * Math.max(-2, Math.min(2, random.normal()));
  const entries = Object.entries(attenuation).map(([tissue, values]) => {
    const plain = values[0] + values[4] * Math.max(-2, Math.min(2, random.normal()));
    return [tissue, plain + (values[column] - values[0]) * bolus];
  });
  return Object.fromEntries(entries) as TissueHu;
}

/** Fluid and fat look the same in every phase. */
export const fatHu = -105;
export const fluidHu = 8;
