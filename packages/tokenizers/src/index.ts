export * from './errors.ts';
export { openTokenizer } from './open-tokenizer.ts';
export { idOfToken, specialText, type SpecialToken } from './special-tokens.ts';
export { encodeTokenizer, type TokenizerFile } from './tokenizer-file.ts';
export { firstEntries, type TokenizerJson } from './tokenizer-json.ts';
export { trainByteLevel } from './train-byte-level.ts';
export { trainBytePairs, type Alphabet } from './train-byte-pairs.ts';
