import type { InstanceFacts } from './instance.ts';

/**
 * What a DICOM instance is to us: an axial original CT slice; a CT that was computed from others (a reformat, a projection,
 * a derived picture); a localiser (scout); or something that is no CT at all.
 */
export type ImageKind =
  | 'ct'
  | 'reformat'
  | 'localizer'
  | 'screenshot'
  | 'segmentation'
  | 'structure-set'
  | 'report'
  | 'dose'
  | 'directory'
  | 'other';

const storage = (uid: string) => `1.2.840.10008.5.1.4.1.1.${uid}`;
const kinds: readonly (readonly [RegExp, ImageKind])[] = [
  [/^88\.67$/, 'dose'],
  [/^88\./, 'report'],
  [/^104\./, 'report'],
  [/^66\.[45]$/, 'segmentation'],
  [/^481\.3$/, 'structure-set'],
  [/^7(\.|$)/, 'screenshot'],
  [/^11\./, 'other'],
];

/** CT Image, Enhanced CT Image, Legacy Converted Enhanced CT Image. */
const ctClasses = new Set([storage('2'), storage('2.1'), storage('2.2')]);
const DIRECTORY = '1.2.840.10008.1.3.10';

/** Tells instances apart by class, modality and Image Type; names and descriptions decide nothing. */
export function imageKindOf({
  sopClass,
  modality,
  imageType,
}: Pick<InstanceFacts, 'sopClass' | 'modality' | 'imageType'>): ImageKind {
  if (sopClass === DIRECTORY) return 'directory';
  const prefix = storage('');
  const own = sopClass.startsWith(prefix) ? sopClass.slice(prefix.length) : '';
  const found = kinds.find(([pattern]) => pattern.test(own))?.[1];
  if (found && (found !== 'screenshot' || modality !== 'CT')) return found;
  if (modality === 'SEG') return 'segmentation';
  if (modality === 'RTSTRUCT') return 'structure-set';
  if (modality === 'SR') return 'report';
  if (modality !== 'CT' && !ctClasses.has(sopClass)) return 'other';
  if (imageType.includes('LOCALIZER')) return 'localizer';
  if (found === 'screenshot' || imageType.some((part) => /SCREEN|DOSE/.test(part))) return 'screenshot';
  const computed = /^(MPR|CSA MPR|PROJECTION IMAGE|MIP|MINIP|REFORMATTED|VOLUME RENDERED|MAXIMUM|MINIMUM)/;
  return imageType[0] === 'DERIVED' || imageType[1] === 'SECONDARY' || imageType.some((part) => computed.test(part))
    ? 'reformat'
    : 'ct';
}

export const kindWords: Readonly<Record<ImageKind, string>> = {
  ct: 'original CT',
  reformat: 'CT derived from another',
  localizer: 'localiser',
  screenshot: 'secondary capture',
  segmentation: 'segmentation',
  'structure-set': 'structure set',
  report: 'structured report',
  dose: 'dose report',
  directory: 'DICOMDIR',
  other: 'no CT',
};
