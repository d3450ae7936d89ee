export { adamw, type AdamOptions } from './adamw.ts';
export { lamb } from './lamb.ts';
export { layerwiseRates } from './layerwise-rates.ts';
export { lion, type LionOptions } from './lion.ts';
export type { Optimizer, ParameterGroup } from './optimizer.ts';
export { sgd, type SgdOptions } from './sgd.ts';
