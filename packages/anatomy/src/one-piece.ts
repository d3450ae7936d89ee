/**
 * Below this share of a structure’s voxels in its largest piece, its mask has come apart, or has a second organ’s voxels in it. Set by
 * us: in the label maps that we hold against it the structures below keep at least 0.997 of their voxels together on CTs of
 * 3 mm (TotalSegmentator), and 0.898 on phantoms of 4 × 4 × 5 mm with noisy masks (0.844 of 8 × 8 × 10 mm); specks pass, halves do not.
 */
const LEAST_SHARE = 0.8;

/**
 * Solid or thick enough to be one piece at the spacing of any scan. Not here: what is many (ribs, cartilages, cysts), bowel and stomach,
 * whose content parts them, and what is thin: the neck of the pancreas, adrenal glands, veins, the arches of vertebrae.
 */
const structures = [
  'spleen',
  'kidney_right',
  'kidney_left',
  'gallbladder',
  'liver',
  'urinary_bladder',
  'prostate',
  'heart',
  'aorta',
  'inferior_vena_cava',
  'trachea',
  'lung_upper_lobe_left',
  'lung_lower_lobe_left',
  'lung_upper_lobe_right',
  'lung_middle_lobe_right',
  'lung_lower_lobe_right',
  'sacrum',
];

/** Structures that ought to be one piece, and the least share of voxels that their largest piece has. */
export const onePiece: ReadonlyMap<string, number> = new Map(structures.map((name) => [name, LEAST_SHARE]));
