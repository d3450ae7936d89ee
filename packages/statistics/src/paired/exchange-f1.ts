import type { HalfSamples } from './half-samples.ts';
import type { PairedScores } from './paired-scores.ts';

/** The difference of F1s, with the calls of the patients outside each half exchanged: 2·TP / (P + called), from sums. */
export function exchangeF1({ cases, one, other }: PairedScores, halves: HalfSamples): Float64Array {
  const positives = cases.filter(({ label }) => label).length;
  const sums = Array.from({ length: 4 }, () => new Float64Array(halves.count));
  const [hits, called, otherHits, otherCalled] = sums;
  for (const [patient, own] of callsByPatient({ cases, one, other })) {
    const inside = halves.of(patient);
    for (let draw = 0; draw < inside.length; draw++) {
      const [mine, others] = inside[draw] ? [own.one, own.other] : [own.other, own.one];
      hits[draw] += mine.hits;
      called[draw] += mine.called;
      otherHits[draw] += others.hits;
      otherCalled[draw] += others.called;
    }
  }
  return hits.map(
    (_, draw) =>
      (2 * hits[draw]) / (positives + called[draw]) - (2 * otherHits[draw]) / (positives + otherCalled[draw]),
  );
}

interface Calls {
  hits: number;
  called: number;
}

function callsByPatient({ cases, one, other }: PairedScores) {
  const byPatient = new Map<string, { readonly one: Calls; readonly other: Calls }>();
  cases.forEach(({ patient, label }, index) => {
    const own = byPatient.get(patient) ?? { one: { hits: 0, called: 0 }, other: { hits: 0, called: 0 } };
    byPatient.set(patient, own);
    for (const [calls, score] of [
      [own.one, one[index]],
      [own.other, other[index]],
    ] as const) {
      if (score < 1) continue;
      calls.called++;
      if (label) calls.hits++;
    }
  });
  return byPatient;
}
