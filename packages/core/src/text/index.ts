export { markedEncoding } from './byte-order-mark.ts';
export { decodeBytes } from './decode-bytes.ts';
export { decodeText, defaultEncoding, encodingProblem, type DecodedText, type EncodingProblem } from './decode-text.ts';
export { encodingOf, unknownEncoding } from './encoding-names.ts';
export { guessEncoding } from './guess-encoding.ts';
export { didYouMean, nearest } from './suggest.ts';
