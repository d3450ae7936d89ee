import { isPaired, type OrganDefinition, type OrganPart, type Side } from '@totalfm/core';

/** Organs in the order of a radiologist, with the title of their section where it is not the organ's name. */
const order: readonly (readonly [organ: string, title?: string])[] = [
  ['lung'],
  ['heart'],
  ['aorta'],
  ['esophagus'],
  ['liver'],
  ['gallbladder'],
  ['spleen'],
  ['pancreas'],
  ['adrenal_gland'],
  ['kidney'],
  ['stomach'],
  ['bowel'],
  ['bladder'],
  ['prostate'],
  ['vertebrae', 'Spine'],
];
const scans: readonly (readonly [organ: string, title?: string])[] = [['body', 'Peritoneum and soft tissues']];
const titles = new Map([...order, ...scans].map(([organ, title]) => [organ, title]));

/** Organs from the chest to the pelvis, then bones, then what plugins bring, and the whole scan last. */
export function inReportOrder<Organ extends Pick<OrganDefinition, 'organ' | 'structures'>>(
  organs: readonly Organ[],
): readonly Organ[] {
  const rankOf = ({ organ, structures }: Organ) => {
    if (structures === 'scan') return order.length + 1;
    const place = order.findIndex(([known]) => known === organ);
    return place < 0 ? order.length : place;
  };
  return organs
    .map((organ, place) => ({ organ, place, rank: rankOf(organ) }))
    .sort((a, b) => a.rank - b.rank || a.place - b.place)
    .map(({ organ }) => organ);
}

type Named = Pick<OrganDefinition, 'organ' | 'name' | 'structures'>;

/** `Kidneys`, `Liver`, `Spine` */
export function sectionTitle(organ: Named): string {
  return titles.get(organ.organ) ?? capitalised(isPaired(organ) ? `${organ.name}s` : organ.name);
}

/** What a part is read under: `Left kidney`, `Liver`. */
export const partTitle = (organ: Named, side?: Side): string =>
  side ? capitalised(`${side} ${organ.name}`) : sectionTitle(organ);

/** `the left kidney`, `both kidneys`, `the liver` */
export function partWords(organ: Named, sides: readonly Side[]): string {
  if (sides.length === 2) return `both ${organ.name}s`;
  if (sides.length === 1) return `the ${sides[0]} ${organ.name}`;
  return organ.structures === 'scan' ? `the ${sectionTitle(organ).toLowerCase()}` : `the ${organ.name}`;
}

export const sidesOfPart = ({ side }: OrganPart): readonly Side[] => (side ? [side] : []);

export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
