/** What a probe learns from: vectors of length 1 and whether each has the finding; both classes are there. */
export interface LabelledVectors {
  readonly vectors: readonly Float32Array[];
  readonly labels: readonly boolean[];
}

/** Scores a vector: above 0 where the finding is the likelier. */
export type VectorScore = (vector: Float32Array) => number;

/** A way to read a finding from frozen vectors, with one number that validation exams choose. */
export interface ProbeMethod {
  /** What that number is: `ridge`. */
  readonly chooses: string;
  /** Its values, from the smoothest probe to the one that follows its cases most closely. */
  readonly candidates: readonly number[];
  /** Where validation cannot choose. */
  readonly fallback: number;
  /** A score for each candidate, in their order. */
  learn(cases: LabelledVectors): readonly VectorScore[];
}
