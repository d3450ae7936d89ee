import type { StructureOrder } from '@totalfm/core';

const order = (
  axis: StructureOrder['axis'],
  pairs: readonly (readonly [string, string])[],
): readonly StructureOrder[] => pairs.map(([from, to]) => ({ axis, from, to }));

/**
 * Where structures lie in the body, by which a scan that was mirrored or turned shows. Situs inversus (one in some 8,000
 * people) reverses left and right, so a scan is doubted by it, not refused.
 */
export const bodyOrder: readonly StructureOrder[] = [
  ...order('left', [
    ['kidney_right', 'kidney_left'],
    ['adrenal_gland_right', 'adrenal_gland_left'],
    ['liver', 'spleen'],
    ['liver', 'stomach'],
    ['gallbladder', 'spleen'],
    ['inferior_vena_cava', 'aorta'],
    ['lung_lower_lobe_right', 'lung_lower_lobe_left'],
    ['lung_upper_lobe_right', 'lung_upper_lobe_left'],
    ['hip_right', 'hip_left'],
    ['scapula_right', 'scapula_left'],
  ]),
  ...order('posterior', [
    ['liver', 'vertebrae_T12'],
    ['stomach', 'vertebrae_L1'],
    ['pancreas', 'vertebrae_L1'],
    ['aorta', 'vertebrae_T12'],
    ['heart', 'vertebrae_T8'],
    ['trachea', 'vertebrae_T4'],
    ['sternum', 'heart'],
    ['heart', 'aorta'],
    ['heart', 'esophagus'],
    ['stomach', 'kidney_left'],
    ['gallbladder', 'kidney_right'],
    ['urinary_bladder', 'sacrum'],
    ['prostate', 'sacrum'],
    ['colon', 'vertebrae_L3'],
  ]),
  ...order('superior', [
    ['urinary_bladder', 'liver'],
    ['prostate', 'urinary_bladder'],
    ['sacrum', 'vertebrae_L5'],
    ['vertebrae_L5', 'vertebrae_L3'],
    ['vertebrae_L3', 'vertebrae_L1'],
    ['vertebrae_L1', 'vertebrae_T12'],
    ['vertebrae_T12', 'vertebrae_T10'],
    ['vertebrae_T10', 'vertebrae_T8'],
    ['vertebrae_T8', 'vertebrae_T4'],
    ['kidney_left', 'lung_lower_lobe_left'],
    ['kidney_right', 'lung_lower_lobe_right'],
    ['kidney_right', 'heart'],
    ['hip_left', 'spleen'],
    ['liver', 'lung_upper_lobe_right'],
    ['pancreas', 'heart'],
  ]),
];
