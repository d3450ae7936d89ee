import { activations, type Activation } from '../activations.ts';
import { textErrors } from '../errors.ts';
import { inconsistent, type RawConfig } from './raw-config.ts';

/** The error of a model with a part that is not known. */
export const unknownPart = (file: string, part: string, has: string, known: readonly string[]) =>
  textErrors.TFM_TEXT_ARCHITECTURE({
    file,
    message: `The model's ${part} is ${has}; ${known.join(', ')} can be read.`,
    fix: 'Use a model with one of these.',
  });

export function checkedActivation(name: string, file: string): Activation {
  if (Object.hasOwn(activations, name)) return name as Activation;
  throw unknownPart(file, 'activation', name, Object.keys(activations));
}

/** Throws `TFM_TEXT_CONFIG` where heads do not divide the width. */
export function checkHeads({ hidden_size: dim, num_attention_heads: heads }: RawConfig, file: string): void {
  if (dim % heads !== 0) throw inconsistent(file, `${heads} heads do not divide a width of ${dim}.`);
}
