/** Adjectives and participles that say how an organ is, and the adverbs before them. */
export const adjectiveEnding = /(?:ed|ly|ous|ic|al|ent|ar|dense)$/;

/** Nouns with the same endings. */
export const nounsLikeAdjectives = /(?:ment|stent|bed|canal|removal|interval|anomaly)$/;

export const adjectives: ReadonlySet<string> = new Set([
  'and',
  'or',
  'bulky',
  'coarse',
  'fatty',
  'large',
  'larger',
  'patchy',
  'small',
  'smaller',
  'somewhat',
  'thick',
  'thicker',
  'thin',
  'very',
]);
