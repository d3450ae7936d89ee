/** Small closed classes of words, as reports use them. */

/** What stands between organs named together: `the liver, spleen and both kidneys`. */
export const listWords: ReadonlySet<string> = new Set([
  'and',
  'or',
  'nor',
  ',',
  '/',
  '&',
  '+',
  'the',
  'a',
  'an',
  'both',
  'bilateral',
  'left',
  'right',
  'either',
  'as',
  'well',
]);

/** What starts a new statement after itself, if a statement follows. */
export const connectors: ReadonlySet<string> = new Set([',', 'and', '–', '—', 'plus']);

/** What always does. */
export const hardConnectors: ReadonlySet<string> = new Set([
  ';',
  'but',
  'while',
  'whereas',
  'however',
  'although',
  'though',
  '•',
  '"',
]);

export const conjunctions: ReadonlySet<string> = new Set([',', 'and', 'or', 'nor', ';', '(', ')', 'while', 'but']);

export const copulas: ReadonlySet<string> = new Set([
  'is',
  'are',
  'was',
  'were',
  'appears',
  'appear',
  'appeared',
  'remains',
  'remain',
  'remained',
  'seems',
  'seem',
  'has',
  'have',
  'had',
]);

export const transitiveVerbs: ReadonlySet<string> = new Set([
  'shows',
  'show',
  'showed',
  'demonstrates',
  'demonstrate',
  'contains',
  'contain',
  'measures',
  'measure',
  'reveals',
  'reveal',
  'exhibits',
  'exhibit',
  'displays',
  'enhances',
  'enhance',
]);

/** Participles that say only that something is there (or not): a list before them shares them. */
export const existentialWords: ReadonlySet<string> = new Set([
  'seen',
  'identified',
  'noted',
  'detected',
  'observed',
  'visualized',
  'visualised',
  'found',
  'appreciated',
  'evident',
  'present',
  'apparent',
  'absent',
  'visible',
  'excluded',
  'suspected',
  'possible',
  'likely',
  'probable',
  'unchanged',
  'stable',
  'resolved',
  'redemonstrated',
  'shown',
  'unlikely',
  'ruled',
  'new',
  'considered',
  'questionable',
  'followed',
  'encountered',
  'recommended',
  'similar',
]);

/** Words between a verb and its participle. */
export const verbAdverbs: ReadonlySet<string> = new Set([
  'not',
  'also',
  'again',
  'been',
  'be',
  'clearly',
  'definitely',
  'now',
  'currently',
  'no',
  'longer',
  'likely',
  'still',
  'otherwise',
  'newly',
]);

/** Words that put an organ into the role of a place beside which something lies. */
export const landmarkTerms: readonly string[] = [
  'adjacent to',
  'near',
  'next to',
  'abutting',
  'abuts',
  'close to',
  'anterior to',
  'posterior to',
  'superior to',
  'inferior to',
  'medial to',
  'lateral to',
  'level of',
  'indenting',
  'indents',
  'compressing',
  'compresses',
  'extending to',
  'extends to',
  'extending into',
  'extends into',
  'around',
  'surrounding',
  'surrounds',
  'beneath',
  'under',
  'below',
  'above',
  'between',
  'behind',
  'toward',
  'towards',
  'beside',
  'along',
  'distance to',
  'contiguous with',
  'compared to',
  'compared with',
  'relative to',
  'than the',
  'than that of the',
];

/** Prepositions that put the place after the thing. */
export const placePrepositions: ReadonlySet<string> = new Set([
  'in',
  'of',
  'within',
  'involving',
  'at',
  'throughout',
  'from',
  'on',
  'inside',
  'affecting',
  'to',
  'into',
]);

/** Words of a sentence that advises, and describes nothing. */
export const adviceTerms: ReadonlySet<string> = new Set([
  'recommended',
  'recommend',
  'advised',
  'suggested',
  'correlation',
  'correlate',
  'consider',
]);

/** How much there is of something that is there: nobody grades what is not. */
export const grades: ReadonlySet<string> = new Set([
  'mild',
  'moderate',
  'severe',
  'minimal',
  'slight',
  'marked',
  'trace',
]);

/** Words that point back. */
export const anaphora: ReadonlySet<string> = new Set([
  'it',
  'this',
  'these',
  'they',
  'its',
  'their',
  'largest',
  'former',
  'latter',
  'which',
]);

/** Sides; `L` and `R` alone count only as capitals right before an organ or finding. */
export const sideTerms: Readonly<Record<'left' | 'right' | 'both', readonly string[]>> = {
  left: ['left', 'lt'],
  right: ['right', 'rt'],
  both: ['bilateral', 'bilaterally', 'both', 'either', 'bibasilar', 'bibasal*', 'biapical', 'bihemithoracic'],
};
