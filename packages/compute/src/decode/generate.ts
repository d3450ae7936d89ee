import { createRandom, throwIfAborted } from '@totalfm/core';
import { computeErrors } from '../errors.ts';
import { greedy, logSumExp, nucleus, type Choose, type NucleusOptions } from './choose.ts';
import type { Decoder, Prompt } from './decoder.ts';
import { cycleOf } from './repetition.ts';
import { notFinite, repeated, type Written } from './written.ts';

export interface GenerateOptions {
  /** Most tokens that are written; fewer where a row has no more room. */
  readonly maxTokens: number;
  /** Draws instead of taking the likeliest token; the same seed gives the same text, whatever is written beside it. */
  readonly nucleus?: NucleusOptions & { readonly seed: number };
  readonly signal?: AbortSignal;
}

/** A sequence that is being written, in one row. */
interface Row {
  readonly prompt: number;
  readonly choose: Choose;
  readonly ids: number[];
  logProbability: number;
}

/**
 * Writes behind each prompt, as many at once as the decoder has rows; where one ends, the next begins in its row. In the order of
 * the prompts. Throws what `Decoder.read` throws, `TFM_DECODE_NOT_FINITE`, and `TFM_CANCELLED`.
 */
export async function generate(
  decoder: Decoder,
  prompts: readonly Prompt[],
  { maxTokens, nucleus: drawing, signal }: GenerateOptions,
): Promise<readonly Written[]> {
  checkOptions(maxTokens, drawing);
  const { ends } = decoder.model.tokenizer;
  const written: Written[] = [];
  const rows: (Row | undefined)[] = Array.from({ length: decoder.rows });
  const pending: (number | undefined)[] = Array.from({ length: decoder.rows });
  let next = 0;

  /** Takes the next token of a row; the row is free afterwards where that ends it. */
  const advance = (index: number, scores: Float32Array) => {
    const row = rows[index] as Row;
    const id = row.choose(scores);
    const logProbability = scores[id] - logSumExp(scores);
    if (!Number.isFinite(logProbability)) throw notFinite();
    row.logProbability += logProbability;
    if (!ends.includes(id)) row.ids.push(id);
    const done = endOf(
      row,
      ends.includes(id),
      Math.min(maxTokens, row.ids.length + decoder.slots - decoder.length(index)),
    );
    if (done) written[row.prompt] = done;
    rows[index] = done ? undefined : row;
    pending[index] = done ? undefined : id;
  };
  const begin = async (index: number) => {
    while (!rows[index] && next < prompts.length) {
      throwIfAborted(signal);
      const prompt = next++;
      const choose = drawing ? nucleus(drawing, createRandom(drawing.seed).fork(`text ${prompt}`)) : greedy;
      rows[index] = { prompt, choose, ids: [], logProbability: 0 };
      advance(index, await decoder.read(index, prompts[prompt]));
    }
  };

  for (;;) {
    for (let index = 0; index < decoder.rows; index++) await begin(index);
    if (rows.every((row) => !row)) return written;
    throwIfAborted(signal);
    const { vocabulary } = decoder.model;
    const scores = await decoder.step(pending);
    rows.forEach((row, index) => {
      if (row) advance(index, scores.subarray(index * vocabulary, (index + 1) * vocabulary));
    });
  }
}

/** What a row wrote, where it is done. */
function endOf({ ids, logProbability }: Row, ended: boolean, room: number): Written | undefined {
  if (ended) return { ids, logProbability, reason: 'end' };
  const cycle = cycleOf(ids);
  if (cycle !== undefined) {
    let from = ids.length - cycle;
    while (from > 0 && ids[from - 1] === ids[from - 1 + cycle]) from--;
    const rounds = Math.floor((ids.length - from) / cycle);
    return { ids: ids.slice(0, from + cycle), logProbability, reason: 'repetition', warning: repeated(cycle, rounds) };
  }
  return ids.length >= room ? { ids, logProbability, reason: 'length' } : undefined;
}

function checkOptions(maxTokens: number, drawing: NucleusOptions | undefined): void {
  const wrong =
    !Number.isInteger(maxTokens) || maxTokens < 1
      ? { option: 'maxTokens', what: `maxTokens is ${maxTokens}; it is a whole number from 1 on.` }
      : drawing && !(drawing.topP > 0 && drawing.topP <= 1)
        ? { option: 'topP', what: `topP is ${drawing.topP}; it lies between 0 and 1.` }
        : drawing && !(drawing.temperature > 0)
          ? { option: 'temperature', what: `The temperature is ${drawing.temperature}; it is above 0.` }
          : undefined;
  if (wrong)
    throw computeErrors.TFM_DECODE_OPTIONS({
      option: wrong.option,
      message: wrong.what,
      fix: `Change \`${wrong.option}\`.`,
    });
}
