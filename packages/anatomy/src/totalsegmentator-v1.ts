import { ribsDownwards, vertebraeUpwards } from './rows-of-bones.ts';
import { totalSegmentatorNames } from './totalsegmentator.ts';

/** Structures of TotalSegmentator v1's `total` task, in the order of their numbers from 1 (its `map_to_binary.py`, Apache-2.0). */
const structures = [
  'spleen',
  'kidney_right',
  'kidney_left',
  'gallbladder',
  'liver',
  'stomach',
  'aorta',
  'inferior_vena_cava',
  'portal_vein_and_splenic_vein',
  'pancreas',
  'adrenal_gland_right',
  'adrenal_gland_left',
  'lung_upper_lobe_left',
  'lung_lower_lobe_left',
  'lung_upper_lobe_right',
  'lung_middle_lobe_right',
  'lung_lower_lobe_right',
  ...vertebraeUpwards,
  'esophagus',
  'trachea',
  'heart_myocardium',
  'heart_atrium_left',
  'heart_ventricle_left',
  'heart_atrium_right',
  'heart_ventricle_right',
  'pulmonary_artery',
  'brain',
  'iliac_artery_left',
  'iliac_artery_right',
  'iliac_vena_left',
  'iliac_vena_right',
  'small_bowel',
  'duodenum',
  'colon',
  ...ribsDownwards,
  'humerus_left',
  'humerus_right',
  'scapula_left',
  'scapula_right',
  'clavicula_left',
  'clavicula_right',
  'femur_left',
  'femur_right',
  'hip_left',
  'hip_right',
  'sacrum',
  'face',
  'gluteus_maximus_left',
  'gluteus_maximus_right',
  'gluteus_medius_left',
  'gluteus_medius_right',
  'gluteus_minimus_left',
  'gluteus_minimus_right',
  'autochthon_left',
  'autochthon_right',
  'iliopsoas_left',
  'iliopsoas_right',
  'urinary_bladder',
];

/** Number in a label map of TotalSegmentator v1 → structure name, for its 104 structures. */
export const totalSegmentatorV1Names: ReadonlyMap<number, string> = new Map(
  structures.map((name, index) => [index + 1, name]),
);

const v2Numbers = new Map([...totalSegmentatorNames].map(([number, name]) => [name, number]));

/**
 * Number of v1 → number of v2. v1 divides the heart into five, which v2 has as one. Undefined for what v2 does not have
 * (the pulmonary artery, the face).
 */
export function v1NumberInV2(number: number): number | undefined {
  const name = totalSegmentatorV1Names.get(number);
  return name === undefined ? undefined : v2Numbers.get(name.startsWith('heart_') ? 'heart' : name);
}
