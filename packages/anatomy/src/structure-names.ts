import { totalSegmentatorNames } from './totalsegmentator.ts';

type Side = 'left' | 'right';

const sides: ReadonlyMap<string, Side> = new Map([
  ['left', 'left'],
  ['l', 'left'],
  ['lt', 'left'],
  ['right', 'right'],
  ['r', 'right'],
  ['rt', 'right'],
]);

/** Words that say nothing of which structure is meant. */
const fillers = new Set(['the', 'of', 'and', 'structure', 'entire', 'organ', 'bone', 'mask', 'segmentation']);

/** Other writers' words for what TotalSegmentator calls by the name without its side. */
const otherWords: readonly (readonly [string, string])[] = [
  ['gall bladder', 'gallbladder'],
  ['adrenal', 'adrenal_gland'],
  ['suprarenal gland', 'adrenal_gland'],
  ['upper lobe', 'lung_upper_lobe'],
  ['middle lobe', 'lung_middle_lobe'],
  ['lower lobe', 'lung_lower_lobe'],
  ['oesophagus', 'esophagus'],
  ['thyroid', 'thyroid_gland'],
  ['small intestine', 'small_bowel'],
  ['large intestine', 'colon'],
  ['large bowel', 'colon'],
  ['bladder', 'urinary_bladder'],
  ['renal cyst', 'kidney_cyst'],
  ['pulmonary veins', 'pulmonary_vein'],
  ['innominate artery', 'brachiocephalic_trunk'],
  ['innominate vein', 'brachiocephalic_vein'],
  ['ivc', 'inferior_vena_cava'],
  ['svc', 'superior_vena_cava'],
  ['portal splenic vein', 'portal_vein_and_splenic_vein'],
  ['common iliac artery', 'iliac_artery'],
  ['iliac vein', 'iliac_vena'],
  ['common iliac vein', 'iliac_vena'],
  ['clavicle', 'clavicula'],
  ['iliopsoas muscle', 'iliopsoas'],
  ['gluteus maximus muscle', 'gluteus_maximus'],
  ['gluteus medius muscle', 'gluteus_medius'],
  ['gluteus minimus muscle', 'gluteus_minimus'],
  ['costal cartilage', 'costal_cartilages'],
  ...['c', 't', 'l'].flatMap((region) => levels(region)),
];

/** Names of vertebrae and ribs as others write them: `L1`, `L1 vertebra`, `vertebra L1`. */
function levels(region: string): readonly (readonly [string, string])[] {
  return Array.from({ length: 12 }, (_, i) => `${region}${i + 1}`).flatMap((level) =>
    ['', 'vertebra '].map((before) => [`${before}${level}`, `vertebrae_${level.toUpperCase()}`] as const),
  );
}

interface Words {
  readonly side?: Side;
  /** Its other words, in the order of the alphabet: `Upper lobe of left lung` is `lobe lung upper`. */
  readonly key: string;
}

function wordsOf(text: string): Words {
  const spaced = text.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  const words = spaced.split(/[^a-z0-9]+/).filter((word) => word !== '' && !fillers.has(word));
  const named = words.flatMap((word) => sides.get(word) ?? []);
  const rest = words.filter((word) => !sides.has(word)).map((word) => word.replace(/^(\d+)(st|nd|rd|th)$/, '$1'));
  return { ...(new Set(named).size === 1 && { side: named[0] }), key: rest.sort().join(' ') };
}

/** Structures by the words of their names without a side. */
const byKey = new Map<string, { readonly name: string; readonly side?: Side }[]>();
for (const name of totalSegmentatorNames.values()) {
  const { key, side } = wordsOf(name);
  byKey.set(key, [...(byKey.get(key) ?? []), { name, side }]);
}
for (const [words, stem] of otherWords) {
  const found = byKey.get(wordsOf(stem).key);
  if (found) byKey.set(wordsOf(words).key, found);
}

const ownNames = new Set(totalSegmentatorNames.values());

/**
 * TotalSegmentator's name of what a label map calls `Left kidney`, `Kidney Left`, `kidney_left` or `Upper lobe of right
 * lung`; undefined for anything else: a tumour of the liver is no liver, and a kidney without a side is neither of both.
 */
export function structureNameOf(text: string): string | undefined {
  if (ownNames.has(text)) return text;
  const { key, side } = wordsOf(text);
  const found = byKey.get(key) ?? [];
  const [only, ...others] = side ? found.filter((one) => one.side === side) : found;
  return others.length === 0 ? only?.name : undefined;
}
