/** A sentence, made up, and all that it says of Merlin's 30 findings: `+` present, `-` absent, `?` uncertain. */
export type LabelledSentence = readonly [sentence: string, ...labels: string[]];
