export type { ElementType } from './element-types.ts';
export { openWeights } from './open-weights.ts';
export type { KnownGlobal, NumpyArray, NumpyType, PickleDict, PickleValue, PlainObject } from './pickle/values.ts';
export { readTensors, type ReadTensorsOptions } from './read-tensors.ts';
export { readWeights, type ReadWeightsOptions } from './read-weights.ts';
export type { Storage, StoredTensor } from './stored-tensor.ts';
export { tensorsIn } from './tensors-in.ts';
export { transpose } from './transpose.ts';
export type { Weights } from './weights.ts';
