/** Words that begin a new, indefinite noun phrase. */
export const articles: ReadonlySet<string> = new Set(['a', 'an', 'another']);

/** How many there are: nobody counts what is not there. */
export const quantities: ReadonlySet<string> = new Set([
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'several',
  'multiple',
  'numerous',
  'many',
  'few',
  'innumerable',
]);

export const indefinite: ReadonlySet<string> = new Set([...articles, ...quantities]);

/** Words that take for granted that something is there. */
export const knownWords: ReadonlySet<string> = new Set([
  'known',
  'persistent',
  'persisting',
  'stable',
  'unchanged',
  'residual',
]);

/** Words before a size that is a limit, and nothing's own: `no nodule larger than 5 mm`. */
export const limitWords: ReadonlySet<string> = new Set([
  'than',
  'over',
  'above',
  'exceeding',
  'exceeds',
  'exceed',
  'least',
  'under',
  'below',
  'beyond',
  '>',
  '<',
  '≥',
  '≤',
]);
