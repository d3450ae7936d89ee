import { createRandom } from '@totalfm/core';

/** Random halves of the patients: each patient is in a half by the toss of a coin. Drawn once, for all that is compared. */
export interface HalfSamples {
  readonly count: number;
  /** For each draw 1 where the patient is in it. */
  of(patient: string): Uint8Array;
  /** For each draw a number of Student's t distribution. */
  studentT(degrees: number): Float64Array;
}

/** The order of the patients does not matter. */
export function halfSamples(patients: Iterable<string>, seed: number, count = 4_999): HalfSamples {
  const random = createRandom(seed).fork('half-samples');
  const seeds = random.fork('student');
  const tosses = new Map(
    [...new Set(patients)]
      .sort()
      .map((patient) => [patient, Uint8Array.from({ length: count }, () => +random.chance(0.5))]),
  );
  return {
    count,
    of(patient) {
      const own = tosses.get(patient);
      if (!own) throw new RangeError(`Patient ${patient} is not among those that were drawn.`);
      return own;
    },
    studentT(degrees) {
      const draw = seeds.fork(String(degrees));
      return Float64Array.from({ length: count }, () => {
        let squares = 0;
        for (let one = 0; one < degrees; one++) squares += draw.normal() ** 2;
        return draw.normal() / Math.sqrt(squares / degrees);
      });
    },
  };
}
