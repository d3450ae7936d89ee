import { throwIfAborted, wholeExam, type Anatomy, type Embedder, type OrganPart, type Side } from '@totalfm/core';
import { canScore, filledPrompts, findingsOf, sidesOf, type FindingOfOrgan, type Negatives } from './prompts.ts';
import { cosine, meanDirection } from './vectors.ts';

const textBatch = 64;

/** Scores embedded organ volumes for findings, with a prompt ensemble (CLIP's: the mean of the prompts' unit vectors, as one direction). */
export interface FindingScorer {
  /**
   * cos(volume, present) − cos(volume, negative), or the first alone where findings are held against nothing. Undefined for a
   * finding that no prompt words.
   */
  score(vector: Float32Array, finding: string, side?: Side): number | undefined;
  /** By finding id: every finding of the part's organ that can be scored; of a whole exam every finding. */
  scores(vector: Float32Array, part: OrganPart): Readonly<Record<string, number>>;
}

export interface FindingScorerOptions {
  /** Default `both`. */
  readonly negatives?: Negatives;
  /** One wording of each finding alone, counted from 0; default: the ensemble of all. */
  readonly wording?: number;
  readonly signal?: AbortSignal;
}

interface Directions {
  readonly present: Float32Array;
  readonly negative?: Float32Array;
}

/** Embeds the prompts of every finding once, for every side that its organ has; findings without prompts have no score. */
export async function createFindingScorer(
  embedder: Pick<Embedder, 'embedTexts'>,
  anatomy: Pick<Anatomy, 'organs'>,
  { negatives = 'both', wording, signal }: FindingScorerOptions = {},
): Promise<FindingScorer> {
  const prompted = findingsOf(anatomy).map((one) => ({
    one,
    bySide: sidesOf(one.organ)
      .map((side) => ({ side, prompts: filledPrompts(one, side, negatives, wording) }))
      .filter(({ prompts }) => canScore(prompts, negatives)),
  }));
  const sentences = prompted.flatMap(({ bySide }) =>
    bySide.flatMap(({ prompts: { present, negative } }) => [...present, ...negative]),
  );
  const texts = await embedAll(embedder, sentences, signal);
  const direction = (some: readonly string[]) => meanDirection(some.map((text) => texts.get(text)!));
  const directions = new Map(
    prompted.map(({ one, bySide }) => [
      one.finding.id,
      new Map(
        bySide.map(({ side, prompts: { present, negative } }): [Side | undefined, Directions] => [
          side,
          { present: direction(present), negative: negatives === 'none' ? undefined : direction(negative) },
        ]),
      ),
    ]),
  );
  const score: FindingScorer['score'] = (vector, finding, side) => {
    const bySide = directions.get(finding);
    const found = bySide?.get(side) ?? bySide?.get(undefined);
    return found && cosine(vector, found.present) - (found.negative ? cosine(vector, found.negative) : 0);
  };
  return { score, scores: (vector, part) => scoresOf(score, vector, part, findingsOf(anatomy)) };
}

function scoresOf(
  score: FindingScorer['score'],
  vector: Float32Array,
  { organ, side }: OrganPart,
  findings: readonly FindingOfOrgan[],
): Readonly<Record<string, number>> {
  const own = organ === wholeExam ? findings : findings.filter((one) => one.organ.organ === organ);
  return Object.fromEntries(
    own.flatMap(({ finding: { id } }) => {
      const value = score(vector, id, side);
      return value === undefined ? [] : [[id, value]];
    }),
  );
}

async function embedAll(
  embedder: Pick<Embedder, 'embedTexts'>,
  sentences: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Float32Array>> {
  const distinct = [...new Set(sentences)];
  const vectors = new Map<string, Float32Array>();
  for (let start = 0; start < distinct.length; start += textBatch) {
    throwIfAborted(signal);
    const batch = distinct.slice(start, start + textBatch);
    const embedded = await embedder.embedTexts(batch, signal);
    batch.forEach((text, place) => vectors.set(text, embedded[place]));
  }
  return vectors;
}
