import type { HalfSamples } from './half-samples.ts';
import { midRanks, type PairedScores } from './paired-scores.ts';

/**
 * The difference of AUROCs, with the ranks of the patients outside each half exchanged. It is a sum over cases: a positive adds its
 * placement among the negatives of both runs, in one run less in the other, and a negative likewise (Bandos, Rockette & Gur
 * 2005; placements of DeLong, DeLong & Clarke-Pearson 1988, from ranks as by Sun & Xu 2014). Exchanging turns a case's sign.
 */
export function exchangeAuroc({ cases, one, other }: PairedScores, halves: HalfSamples): Float64Array {
  const positives = cases.filter(({ label }) => label).length;
  const negatives = cases.length - positives;
  const [a, b] = [one, other].map(midRanks);
  const ranks = [...a, ...b];
  // A rank among all scores of both runs, less that among those of the own class, counts the other class below it.
  const among = (label: boolean) => {
    const own = [...ranks.keys()].filter((index) => (cases[index % cases.length].label === true) === label);
    const placed = midRanks(own.map((index) => ranks[index]));
    return new Map(own.map((index, place) => [index, placed[place]]));
  };
  const inAll = midRanks(ranks);
  const inClass = new Map([...among(true), ...among(false)]);
  const below = (index: number) => inAll[index] - inClass.get(index)!;
  const gains = cases.map(({ label }, index) => {
    const difference = below(index) - below(index + cases.length);
    return ((label ? 1 : -1) * difference) / (2 * positives * negatives);
  });
  return turnSigns(cases, gains, halves);
}

/** The difference of means. */
export function exchangeMean({ cases, one, other }: PairedScores, halves: HalfSamples): Float64Array {
  const gains = cases.map((_, index) => (one[index] - other[index]) / cases.length);
  return turnSigns(cases, gains, halves);
}

/** For each half the sum of gains, those of patients outside it with the other sign. */
function turnSigns(cases: PairedScores['cases'], gains: readonly number[], halves: HalfSamples): Float64Array {
  const byPatient = new Map<string, number>();
  cases.forEach(({ patient }, index) => byPatient.set(patient, (byPatient.get(patient) ?? 0) + gains[index]));
  const sums = new Float64Array(halves.count);
  for (const [patient, gain] of byPatient) {
    const inside = halves.of(patient);
    for (let draw = 0; draw < sums.length; draw++) sums[draw] += inside[draw] ? gain : -gain;
  }
  return sums;
}
