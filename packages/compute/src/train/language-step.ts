import type { Feeds, InputSpecs, LoadedLanguageModel, Tensors } from '@totalfm/core';
import { computeErrors } from '../errors.ts';
import type { LossFunction } from './training-program.ts';
import { nextTokenLoss } from '../ops/next-token-loss.ts';

/** What a language model is trained on: texts of at most `tokens` tokens, beginning and end included. */
export interface LanguageShape {
  readonly batch: number;
  readonly tokens: number;
}

/** Inputs of {@link languageLoss}: tokens, those that follow them, and 1 where one does. */
export function languageInputs({ batch, tokens }: LanguageShape): InputSpecs {
  const shape = [batch, tokens];
  return {
    ids: { shape, dtype: 'int32' },
    targets: { shape, dtype: 'int32' },
    weights: { shape, dtype: 'float32' },
  };
}

/** Next-token loss of texts, in nats a token. */
export function languageLoss(model: LoadedLanguageModel): LossFunction {
  return (p: Tensors, { ids, targets, weights }: Tensors) => ({
    loss: nextTokenLoss(model.logits(p, model.forward(p, model.embed(p, ids)).hidden), targets, weights),
  });
}

/** Packs texts, each a row: its beginning where the model has one, its tokens, its end. What does not fit is cut at the end. */
export function languageFeeds({ tokenizer }: LoadedLanguageModel, texts: readonly string[], tokens: number): Feeds {
  const [ids, targets, weights] = [
    new Int32Array(texts.length * tokens).fill(tokenizer.padding),
    new Int32Array(texts.length * tokens).fill(tokenizer.padding),
    new Float32Array(texts.length * tokens),
  ];
  texts.forEach((text, row) => {
    const begin = tokenizer.begin === undefined ? [] : [tokenizer.begin];
    const whole = [...begin, ...tokenizer.encode(text), tokenizer.ends[0]].slice(0, tokens + 1);
    if (whole.length < 2)
      throw computeErrors.TFM_PROGRAM_INPUT({
        option: 'texts',
        message: 'A text without a token cannot be learned from: the model has no token that begins one.',
        fix: 'Leave empty texts out.',
      });
    ids.set(whole.slice(0, -1), row * tokens);
    targets.set(whole.slice(1), row * tokens);
    weights.fill(1, row * tokens, row * tokens + whole.length - 1);
  });
  return { ids, targets, weights };
}
