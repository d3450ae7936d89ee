import { gelu, geluTanh, relu } from '@totalfm/compute';

/** Activations by the names that configurations have for them. */
export const activations = {
  gelu,
  gelu_new: geluTanh,
  gelu_pytorch_tanh: geluTanh,
  relu,
} as const;

export type Activation = keyof typeof activations;
