import { throwIfAborted } from '@totalfm/core';
import { computeErrors } from '../errors.ts';
import { logSumExp } from './choose.ts';
import type { Decoder, Prompt } from './decoder.ts';
import { notFinite, type Written } from './written.ts';

export interface BeamOptions {
  /** Texts that are followed side by side: at most the decoder's rows. */
  readonly beams: number;
  readonly maxTokens: number;
  /** Finished texts are compared by log-probability / tokens ^ this. Default 1, their mean. */
  readonly lengthPenalty?: number;
  readonly signal?: AbortSignal;
}

interface Beam {
  readonly ids: readonly number[];
  readonly logProbability: number;
}

interface Candidate extends Beam {
  readonly from: number;
  readonly id: number;
}

/**
 * Writes behind a prompt by following the `beams` likeliest beginnings, as transformers' beam search does: among twice as many
 * continuations those that end and are in the first half are finished, and it stops when none that goes on can beat the worst
 * of the finished. Throws as `generate` does.
 */
export async function beamSearch(decoder: Decoder, prompt: Prompt, options: BeamOptions): Promise<Written> {
  const { beams: count, maxTokens, lengthPenalty = 1, signal } = options;
  checkBeams(decoder, options);
  const { ends } = decoder.model.tokenizer;
  const value = ({ logProbability }: Beam, tokens: number) => logProbability / tokens ** lengthPenalty;
  const finished: { readonly written: Written; readonly value: number }[] = [];
  const finish = (beam: Beam, reason: Written['reason'], tokens: number) => {
    finished.push({ written: { ...beam, reason }, value: value(beam, tokens) });
    finished.sort((a, b) => b.value - a.value);
    finished.length = Math.min(finished.length, count);
  };

  let beams: Beam[] = [{ ids: [], logProbability: 0 }];
  let scores = [await decoder.read(0, prompt)];
  const room = Math.min(maxTokens, decoder.slots - decoder.length(0) + 1);
  for (let tokens = 1; ; tokens++) {
    throwIfAborted(signal);
    const candidates = continuations(beams, scores, 2 * count);
    candidates.slice(0, count).forEach(({ ids, id, logProbability }) => {
      if (ends.includes(id)) finish({ ids: ids.slice(0, -1), logProbability }, 'end', tokens);
    });
    const going = candidates.filter(({ id }) => !ends.includes(id)).slice(0, count);
    const beaten = finished.length === count && value(going[0], tokens) <= finished[count - 1].value;
    if (beaten || tokens === room) {
      if (!beaten)
        for (const beam of going) finish({ ids: beam.ids, logProbability: beam.logProbability }, 'length', tokens);
      return finished[0].written;
    }
    moveRows(decoder, going);
    beams = going;
    scores = await step(decoder, going);
  }
}

/** The likeliest continuations of all beams by one token, the likeliest first. */
function continuations(beams: readonly Beam[], scores: readonly Float32Array[], count: number): Candidate[] {
  const best: { from: number; id: number; logProbability: number }[] = [];
  beams.forEach(({ logProbability }, from) => {
    const shift = logProbability - logSumExp(scores[from]);
    if (!Number.isFinite(shift)) throw notFinite();
    scores[from].forEach((score, id) => {
      if (best.length === count && score + shift <= best[count - 1].logProbability) return;
      let place = best.length;
      while (place > 0 && best[place - 1].logProbability < score + shift) place--;
      best.splice(place, 0, { from, id, logProbability: score + shift });
      best.length = Math.min(best.length, count);
    });
  });
  return best.map((each) => ({ ...each, ids: [...beams[each.from].ids, each.id] }));
}

/**
 * Gives each row what its beam goes on from. A row that is needed elsewhere is copied before it is written over; where rows go
 * round in a circle a spare one is needed, which is the last of the decoder.
 */
function moveRows(decoder: Decoder, going: readonly Candidate[]): void {
  const wanted = new Map(
    going.map(({ from }, row) => [row, from]).filter(([row, from]) => row !== from) as [number, number][],
  );
  const spare = decoder.rows - 1;
  while (wanted.size > 0) {
    const free = [...wanted.keys()].find((row) => ![...wanted.values()].includes(row));
    if (free === undefined) {
      const [row] = wanted.keys();
      decoder.copy(row, spare);
      for (const [other, from] of wanted) if (from === row) wanted.set(other, spare);
      continue;
    }
    decoder.copy(wanted.get(free) as number, free);
    wanted.delete(free);
  }
}

async function step(decoder: Decoder, going: readonly Candidate[]): Promise<Float32Array[]> {
  const { vocabulary } = decoder.model;
  const all = await decoder.step(Array.from({ length: decoder.rows }, (_, row) => going[row]?.id));
  return going.map((_, row) => all.subarray(row * vocabulary, (row + 1) * vocabulary));
}

function checkBeams({ rows }: Decoder, { beams, maxTokens }: BeamOptions): void {
  if (beams >= 1 && beams < rows && maxTokens >= 1) return;
  throw computeErrors.TFM_DECODE_OPTIONS({
    option: 'beams',
    message: `${beams} beams need a decoder of ${beams + 1} rows, one of them spare, and a token to write; it has ${rows} rows.`,
    fix: 'Make the decoder with more rows, or follow fewer beams.',
  });
}
