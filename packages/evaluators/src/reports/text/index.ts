export { bleuOf, bleuTerms } from './bleu.ts';
export { cider, documentFrequencies, type DocumentFrequencies } from './cider.ts';
export { countText, type CountedText } from './counted-text.ts';
export { meteor } from './meteor.ts';
export { rougeL } from './rouge-l.ts';
export { compareTexts, textMeasures, textOverlap, type TextMeasure, type TextOverlap } from './text-overlap.ts';
export { tokenize } from './tokenize.ts';
