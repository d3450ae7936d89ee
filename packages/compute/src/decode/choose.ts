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
    const order = Uint32Array.from(probabilities.keys()).sort((a, b) => probabilities[b] - probabilities[a] || a - b);
    let mass = 0;
    let count = 0;
    while (count < order.length && mass < topP) mass += probabilities[order[count++]];
    let left = drawn * mass;
    for (let index = 0; index < count; index++) {
      left -= probabilities[order[index]];
      if (left < 0) return order[index];
    }
    return order[count - 1];
  };
}

/** Probabilities of scores, in double precision. */
export function softmax(scores: Float32Array, temperature = 1): Float64Array {
  const most = largest(scores);
  const powers = Float64Array.from(scores, (score) => Math.exp((score - most) / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
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
