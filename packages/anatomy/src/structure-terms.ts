import { totalSegmentatorNames } from './totalsegmentator.ts';

/** How reports name a part that a label map holds, in the syntax of an organ's `terms`. */
export interface StructureTerms {
  readonly terms: readonly string[];
  /** TotalSegmentator's names. By side: which of them is meant, the report says beside the term, or the term itself. */
  readonly structures: readonly string[] | { readonly left: readonly string[]; readonly right: readonly string[] };
}

const onBothSides = (stem: string) => ({ left: [`${stem}_left`], right: [`${stem}_right`] });

const vertebrae: readonly StructureTerms[] = [...totalSegmentatorNames.values()].flatMap((name) => {
  const level = /^vertebrae_([CTLS]\d+)$/.exec(name)?.[1].toLowerCase();
  if (level === undefined) return [];
  // `D8` is a dorsal vertebra in many countries' reports; `C3` alone may be a class, so it is left out.
  const terms = level.startsWith('c')
    ? [`${level} vertebra*`]
    : level.startsWith('t')
      ? [level, `d${level.slice(1)} vertebra*`, `th${level.slice(1)}`]
      : [level];
  return [{ terms, structures: [name] }];
});

/** Parts of organs, and vessels and bones beside them. A term of one side (`lul`) has that side's structure only. */
export const structureTerms: readonly StructureTerms[] = [
  { terms: ['upper lobe*', 'lung apex', 'lung apices', 'apicoposterior'], structures: onBothSides('lung_upper_lobe') },
  { terms: ['lingula*', 'lul'], structures: ['lung_upper_lobe_left'] },
  { terms: ['rul'], structures: ['lung_upper_lobe_right'] },
  { terms: ['middle lobe*', 'rml'], structures: ['lung_middle_lobe_right'] },
  {
    terms: ['lower lobe*', 'laterobasal', 'posterobasal', 'mediobasal', 'anterobasal', 'bibasilar'],
    structures: onBothSides('lung_lower_lobe'),
  },
  { terms: ['lll'], structures: ['lung_lower_lobe_left'] },
  { terms: ['rll'], structures: ['lung_lower_lobe_right'] },
  { terms: ['kidney*', 'renal'], structures: onBothSides('kidney') },
  { terms: ['lk'], structures: ['kidney_left'] },
  { terms: ['rk'], structures: ['kidney_right'] },
  { terms: ['adrenal*', 'suprarenal'], structures: onBothSides('adrenal_gland') },
  { terms: ['left atrial appendage'], structures: ['atrial_appendage_left'] },
  { terms: ['duoden*'], structures: ['duodenum'] },
  { terms: ['colon', 'colonic', 'sigmoid', 'cecum', 'caecum', 'rectum'], structures: ['colon'] },
  { terms: ['small bowel', 'small intestine', 'jejun*', 'ileum', 'ileal'], structures: ['small_bowel'] },
  { terms: ['portal vein*', 'splenic vein*', 'splenoportal'], structures: ['portal_vein_and_splenic_vein'] },
  { terms: ['inferior vena cava', 'ivc'], structures: ['inferior_vena_cava'] },
  { terms: ['superior vena cava', 'svc'], structures: ['superior_vena_cava'] },
  { terms: ['pulmonary vein*'], structures: ['pulmonary_vein'] },
  { terms: ['brachiocephalic trunk', 'innominate artery'], structures: ['brachiocephalic_trunk'] },
  { terms: ['brachiocephalic vein*', 'innominate vein*'], structures: onBothSides('brachiocephalic_vein') },
  { terms: ['subclavian arter*'], structures: onBothSides('subclavian_artery') },
  { terms: ['common carotid*', 'carotid arter*'], structures: onBothSides('common_carotid_artery') },
  { terms: ['iliac arter*', 'common iliac arter*'], structures: onBothSides('iliac_artery') },
  { terms: ['iliac vein*', 'common iliac vein*'], structures: onBothSides('iliac_vena') },
  { terms: ['iliopsoas', 'psoas'], structures: onBothSides('iliopsoas') },
  { terms: ['humer*'], structures: onBothSides('humerus') },
  { terms: ['scapula*'], structures: onBothSides('scapula') },
  { terms: ['clavic*'], structures: onBothSides('clavicula') },
  { terms: ['femur', 'femoral head*', 'femoral neck*'], structures: onBothSides('femur') },
  { terms: ['hip', 'hips', 'iliac bone*', 'acetabul*'], structures: onBothSides('hip') },
  { terms: ['thyroid*'], structures: ['thyroid_gland'] },
  { terms: ['trachea*'], structures: ['trachea'] },
  { terms: ['sternum', 'sternal', 'manubri*'], structures: ['sternum'] },
  { terms: ['sacrum', 'sacral'], structures: ['sacrum'] },
  { terms: ['spinal cord'], structures: ['spinal_cord'] },
  ...vertebrae,
];
