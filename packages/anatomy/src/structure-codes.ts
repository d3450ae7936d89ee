import type { StructureCode } from '@totalfm/core';
import { totalSegmentatorNames } from './totalsegmentator.ts';

/** SNOMED CT codes of anatomical structures (PS3.16, DCID 7140 and what it includes), by TotalSegmentator's names without sides. */
const codes: Readonly<Record<string, readonly [code: string, meaning: string]>> = {
  spleen: ['78961009', 'Spleen'],
  kidney: ['64033007', 'Kidney'],
  gallbladder: ['28231008', 'Gallbladder'],
  liver: ['10200004', 'Liver'],
  stomach: ['69695003', 'Stomach'],
  pancreas: ['15776009', 'Pancreas'],
  adrenal_gland: ['23451007', 'Adrenal gland'],
  lung_upper_lobe: ['45653009', 'Upper lobe of lung'],
  lung_middle_lobe: ['72481006', 'Middle lobe of right lung'],
  lung_lower_lobe: ['90572001', 'Lower lobe of lung'],
  esophagus: ['32849002', 'Esophagus'],
  trachea: ['44567001', 'Trachea'],
  thyroid_gland: ['69748006', 'Thyroid'],
  small_bowel: ['30315005', 'Small intestine'],
  duodenum: ['38848004', 'Duodenum'],
  colon: ['71854001', 'Colon'],
  urinary_bladder: ['89837001', 'Bladder'],
  prostate: ['41216001', 'Prostate'],
  sacrum: ['54735007', 'Sacrum'],
  heart: ['80891009', 'Heart'],
  aorta: ['15825003', 'Aorta'],
  pulmonary_vein: ['122972007', 'Pulmonary vein'],
  brachiocephalic_trunk: ['12691009', 'Brachiocephalic trunk'],
  subclavian_artery: ['36765005', 'Subclavian artery'],
  common_carotid_artery: ['32062004', 'Common carotid artery'],
  brachiocephalic_vein: ['8887007', 'Brachiocephalic vein'],
  superior_vena_cava: ['48345005', 'Superior vena cava'],
  inferior_vena_cava: ['64131007', 'Inferior vena cava'],
  iliac_artery: ['73634005', 'Common iliac artery'],
  iliac_vena: ['46027005', 'Common iliac vein'],
  humerus: ['85050009', 'Humerus'],
  scapula: ['79601000', 'Scapula'],
  clavicula: ['51299004', 'Clavicle'],
  femur: ['71341001', 'Femur'],
  hip: ['29836001', 'Hip'],
  spinal_cord: ['2748008', 'Spinal cord'],
  brain: ['12738006', 'Brain'],
  skull: ['89546000', 'Skull'],
  sternum: ['56873002', 'Sternum'],
  costal_cartilages: ['50016007', 'Costal cartilage'],
  vertebrae_C1: ['14806007', 'C1 vertebra'],
  vertebrae_C2: ['39976000', 'C2 vertebra'],
  vertebrae_C3: ['113205007', 'C3 vertebra'],
  vertebrae_C4: ['5329002', 'C4 vertebra'],
  vertebrae_C5: ['36978003', 'C5 vertebra'],
  vertebrae_C6: ['36054005', 'C6 vertebra'],
  vertebrae_C7: ['87391001', 'C7 vertebra'],
  vertebrae_T1: ['64864005', 'T1 vertebra'],
  vertebrae_T2: ['53733008', 'T2 vertebra'],
  vertebrae_T3: ['1626008', 'T3 vertebra'],
  vertebrae_T4: ['73071006', 'T4 vertebra'],
  vertebrae_T5: ['56401006', 'T5 vertebra'],
  vertebrae_T6: ['45296009', 'T6 vertebra'],
  vertebrae_T7: ['62487009', 'T7 vertebra'],
  vertebrae_T8: ['11068009', 'T8 vertebra'],
  vertebrae_T9: ['82687006', 'T9 vertebra'],
  vertebrae_T10: ['7610001', 'T10 vertebra'],
  vertebrae_T11: ['12989004', 'T11 vertebra'],
  vertebrae_T12: ['23215003', 'T12 vertebra'],
  vertebrae_L1: ['66794005', 'L1 vertebra'],
  vertebrae_L2: ['14293000', 'L2 vertebra'],
  vertebrae_L3: ['36470004', 'L3 vertebra'],
  vertebrae_L4: ['11994002', 'L4 vertebra'],
  vertebrae_L5: ['49668003', 'L5 vertebra'],
};

const sideless = (name: string) => name.replace(/_(left|right)$/, '');

/** The SNOMED CT code of one of TotalSegmentator's structures, with its side; undefined for those that this list lacks. */
export function structureCodeOf(name: string): StructureCode | undefined {
  const found = codes[sideless(name)];
  if (!found) return undefined;
  const [value, meaning] = found;
  const side = /_(left|right)$/.exec(name)?.[1];
  if (side === undefined || value === '72481006') return { value, meaning };
  return { value, meaning, side: side as 'left' | 'right' };
}

const byCode = new Map<string, string>();
for (const name of totalSegmentatorNames.values()) {
  const code = structureCodeOf(name);
  if (code) byCode.set(`${code.value} ${code.side ?? ''}`, name);
}
// The left upper lobe has a code of its own, too, and the middle lobe is often coded with its side.
byCode.set('44714003 ', 'lung_upper_lobe_left');
byCode.set('72481006 right', 'lung_middle_lobe_right');

/** TotalSegmentator's name of a coded structure; undefined for any other, and for one of two whose side is not told. */
export const structureOfCode = ({ value, side }: StructureCode): string | undefined =>
  byCode.get(`${value} ${side ?? ''}`);
