export { beamSearch, type BeamOptions } from './beam-search.ts';
export { greedy, nucleus, type Choose, type NucleusOptions } from './choose.ts';
export { createDecoder, type Decoder, type DecoderOptions, type Prompt } from './decoder.ts';
export { generate, type GenerateOptions } from './generate.ts';
export type { Written } from './written.ts';
