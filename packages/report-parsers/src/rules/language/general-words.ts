/**
 * Words of no organ in particular, in the syntax of an organ's `terms`. A finding's term made of these alone needs an organ
 * beside it: `cyst` may be anyone's, `renal cyst` and `hydronephrosis` name their organ.
 */
export const generalWords: readonly string[] = [
  'abnormal*', 'abscess*', 'adenoma*', 'aggressive', 'air', 'aneurysm*', 'area*', 'atroph*', 'attenuat*', 'calcif*', 'calcul*', 'cancer*', 'carcinoma*',
  'change*', 'collaps*', 'collection*', 'congest*', 'cyst', 'cysts', 'cystic', 'decreas*', 'defect*', 'dens*', 'deposit*', 'destructi*', 'diffuse*', 'dilat*', 'disten*', 'marked', 'disease',
  'duct*', 'ectasia', 'edema*', 'effusion*', 'enhanc*', 'enlarg*', 'fat', 'fatty', 'fluid', 'focal', 'foci', 'focus', 'fractur*', 'gas', 'granuloma*',
  'height*', 'hemorrhag*', 'heterogene*', 'high', 'hyperdens*', 'hyperattenuat*', 'hyperplas*', 'hypertroph*', 'hypoattenuat*', 'hypodens*', 'increas*',
  'infarct*', 'infiltrat*', 'inflam*', 'irregular*', 'large', 'larger', 'lesion*', 'lithiasis', 'loss', 'low', 'lucen*', 'mass', 'masses', 'metasta*',
  'mural', 'neoplas*', 'nodul*', 'normal', 'oedema*', 'opacit*', 'parenchym*', 'plaque*', 'reduc*', 'replac*', 'ruptur*', 'scar*', 'secondary', 'sequel*', 'shaped',
  'simple', 'size*', 'small', 'stone*', 'strand*', 'thick*', 'position', 'thin*', 'above', 'greater', 'trauma*', 'tumor*', 'tumour*', 'volume', 'wall*', 'wedge', 'hernia*',
  'caliber', 'calibre', 'diameter', 'calibration', 'preserved', 'maintained', 'intact', 'obstruct*',
  'nonobstruct*', 'loops',
];

/** Words that join others in a term, and mean nothing by themselves. */
export const joiningWords: ReadonlySet<string> = new Set(['than', 'of', 'in', 'the', 'is', 'not', 'non', 'and', 'on']);
