/** Words whose full stop never ends a sentence. */
export const abbreviations: ReadonlySet<string> = new Set([
  'dr', 'drs', 'mr', 'mrs', 'ms', 'prof', 'vs', 'e.g', 'eg', 'i.e', 'ie', 'cf', 'approx', 'resp', 'incl', 'no', 'nos',
]);

/** Words whose full stop does not end a sentence when a number or a letter for one follows: `seg. VII`, `fig. 3`. */
export const numberedAbbreviations: ReadonlySet<string> = new Set([
  'seg', 'segs', 'segm', 'fig', 'figs', 'ser', 'se', 'im', 'img', 'ca', 'vert', 'gr', 'st', 'max', 'min', 'diam', 'vol', 'no', 'nos',
]);

/** A line that ends with one of these goes on in the next line, however that begins. */
export const openWords: ReadonlySet<string> = new Set([
  'a', 'an', 'the', 'of', 'in', 'and', 'or', 'nor', 'with', 'without', 'is', 'are', 'was', 'were', 'be', 'been', 'has', 'have', 'to', 'from', 'at',
  'by', 'for', 'on', 'no', 'not', 'left', 'right', 'both', 'bilateral', 'measuring', 'approximately', 'shows', 'demonstrates', 'contains', 'within',
  'which', 'that', 'this', 'these', 'there', 'segment', 'segments', 'seg', 'mm', 'cm', 'x', 'than', 'small', 'large', 'mild', 'moderate', 'severe',
]);
