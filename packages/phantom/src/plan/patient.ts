import type { Triple } from '@totalfm/core';
import { createRandom } from '@totalfm/core';
import { clamp } from '../grid.ts';
import type { Trait } from './catalogue.ts';

/** Who lies in the scanner: everything that two exams of a patient share. */
export interface Patient {
  readonly id: string;
  readonly sex: 'female' | 'male';
  readonly age: number;
  /** Size of the skeleton and organs against the mean man, along x, y and z. */
  readonly scale: Triple;
  /** Thickness of the subcutaneous fat at the flank, in millimetres. */
  readonly fatMm: number;
  /** 0–1: how dense the muscle is (1: an athlete). */
  readonly muscle: number;
  readonly traits: Readonly<Record<Trait, number>>;
}

/** `key` names the patient's random numbers. */
export function createPatient(id: string, key: string): Patient {
  const random = createRandom(key).fork('patient');
  const sex = random.chance(0.5) ? 'male' : 'female';
  const size = (sex === 'male' ? 1 : 0.94) + 0.025 * clamp(random.normal(), -2, 2);
  const scale = (spread: number) => size * (1 + spread * clamp(random.normal(), -2, 2));
  const girth = clamp(random.normal(), -1.6, 2);
  return {
    id,
    sex,
    age: Math.round(clamp(59 + 15 * random.normal(), 22, 92)),
    scale: [scale(0.025) * (1 + 0.02 * girth), scale(0.03) * (1 + 0.05 * girth), clamp(scale(0.02), 0.88, 1.03)],
    fatMm: clamp((sex === 'male' ? 13 : 17) + 6.5 * girth + 2 * random.normal(), 4, 32),
    muscle: random.next(),
    traits: {
      fluid: random.normal(),
      cancer: random.normal(),
      vascular: random.normal(),
      metabolic: 0.7 * girth + 0.7 * random.normal(),
    },
  };
}
