/**
 * Operations that take an organ away, or a part of it, by the organ's id; in the syntax of an organ's `terms`. They name the
 * organ: after one of them it is not normal. The gallbladder's is a finding of its own (of the liver, whose volume shows it).
 */
export const removalTerms: Readonly<Record<string, readonly string[]>> = {
  lung: ['pneumonectom*', 'lobectom*', 'bilobectom*', 'segmentectom*'],
  esophagus: ['esophagectom*', 'oesophagectom*'],
  liver: ['hepatectom*', 'hepatic lobectom*', 'hepatic segmentectom*', 'liver segmentectom*'],
  spleen: ['splenectom*', 'postsplenectom*', 'asplenia', 'autosplenectom*'],
  pancreas: ['pancreatectom*', 'pancreaticoduodenectom*', 'pancreatoduodenectom*', 'whipple*'],
  kidney: ['nephrectom*', 'postnephrectom*', 'nephroureterectom*', 'heminephrectom*', 'anephric'],
  adrenal_gland: ['adrenalectom*'],
  stomach: ['gastrectom*'],
  bowel: [
    'colectom*',
    'hemicolectom*',
    'proctocolectom*',
    'sigmoidectom*',
    'proctectom*',
    'enterectom*',
    'appendectom*',
    'appendicectom*',
  ],
  bladder: ['cystectom*', 'cystoprostatectom*'],
  prostate: ['prostatectom*', 'cystoprostatectom*'],
  thyroid: ['thyroidectom*'],
  thymus: ['thymectom*'],
  breast: ['mastectom*'],
  uterus: ['hysterectom*'],
  ovary: ['oophorectom*', 'ovariectom*'],
};

/** The same words of anatomy that no organ stands for. */
export const otherRemovalTerms: readonly string[] = ['ovarian cystectom*', 'thyroid lobectom*'];

/** Words that say of an organ before them, or of a heading's, that it is gone. */
export const goneWords: ReadonlySet<string> = new Set([
  'absent',
  'removed',
  'resected',
  'excised',
  'agenesis',
  'aplasia',
  'aplastic',
]);

/** Between an organ and the words that say that it is gone: `is surgically absent`. */
export const goneAdverbs: ReadonlySet<string> = new Set([
  'is',
  'are',
  'was',
  'were',
  'has',
  'have',
  'been',
  'be',
  'surgically',
  'congenitally',
  'also',
  'again',
  'now',
  'appears',
  'appear',
  'completely',
]);

/** Between `absence of` and the organ. */
export const beforeOrgan: ReadonlySet<string> = new Set([
  'the',
  'a',
  'left',
  'right',
  'both',
  'native',
  'patient',
  "patient's",
  'normal',
]);
