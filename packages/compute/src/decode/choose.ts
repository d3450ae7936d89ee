import type { Random } from '@totalfm/core';

/** Chooses a token by the scores [vocabulary] of all. */
export type Choose = (scores: Float32Array) => number;

/** The likeliest token; of several the first. */
export const greedy: Choose = (scores) => {
  let best = 0;
  for (let id = 1; id < scores.length; id++) if (scores[id] > scores[best]) best = id;
  return best;
};

export interface NucleusOptions {
  /** Least probability that the tokens in question have together, in (0, 1]. */
  readonly topP: number;
  /** Scores are divided by it: below 1 the likely become likelier. */
  readonly temperature: number;
}

/** Draws from the likeliest tokens that together have a probability of `topP` (Holtzman et al. 2020). */
export function nucleus({ topP, temperature }: NucleusOptions, random: Random): Choose {
  return (scores) => {
    const probabilities = softmax(scores, temperature);
    const drawn = random.next();
    const order = topP < 1 ? likeliest(probabilities, topP) : probabilities.keys();
    let last = 0;
    let mass = 0;
    const inside: number[] = [];
    for (const id of order) {
      inside.push(id);
      mass += probabilities[id];
      if (mass >= topP) break;
    }
    let left = drawn * mass;
    for (const id of inside) {
      if (probabilities[id] > 0) last = id;
      left -= probabilities[id];
      if (left < 0) return id;
    }
    return last;
  };
}

/**
 * Ids by falling probability. What is below (1 − topP) / n is left out: all of it together is not what the nucleus lacks, and
 * sorting a whole vocabulary takes longer than a step of a small model.
 */
function likeliest(probabilities: Float64Array, topP: number): number[] {
  const least = (1 - topP) / probabilities.length;
  const ids: number[] = [];
  probabilities.forEach((probability, id) => {
    if (probability >= least) ids.push(id);
  });
  return ids.sort((a, b) => probabilities[b] - probabilities[a] || a - b);
}

/** Probabilities of scores, in double precision. */
export function softmax(scores: Float32Array, temperature = 1): Float64Array {
  const most = largest(scores);
  const powers = new Float64Array(scores.length);
  let sum = 0;
  for (let id = 0; id < scores.length; id++) sum += powers[id] = Math.exp((scores[id] - most) / temperature);
  for (let id = 0; id < scores.length; id++) powers[id] /= sum;
  return powers;
}

/** ln Σ exp of scores: what is taken off a score to make it the logarithm of a probability. */
export function logSumExp(scores: ArrayLike<number>): number {
  const most = largest(scores);
  let sum = 0;
  for (let id = 0; id < scores.length; id++) sum += Math.exp(scores[id] - most);
  return most + Math.log(sum);
}

function largest(scores: ArrayLike<number>): number {
  let most = -Infinity;
  for (let id = 0; id < scores.length; id++) if (scores[id] > most) most = scores[id];
  return most;
}
