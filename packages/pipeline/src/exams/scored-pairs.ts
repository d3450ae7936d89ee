import type { PairReader, PairStore, VolumeStore } from '@totalfm/core';
import type { Artifact } from '@totalfm/runtime';
import { openPairs } from '../stages/pair.ts';
import { organQuestions } from './organ-questions.ts';
import { asTests, seenExams } from './seen-exams.ts';

/** This run's exams and pairs, and those of the run that trained the model: the same where that is this one. */
export type ScoredArtifacts = Readonly<
  Record<'exams' | 'volumes' | 'pair' | 'modelExams' | 'modelVolumes' | 'modelPair', Artifact>
>;

export interface ScoredPairs {
  /** What a model is scored on. Of another run's model, exams that its run did not have are all tests. */
  readonly pairs: PairReader;
  /** Pairs of the model's run, whose validation exams thresholds come from: `pairs` themselves where that is this run. */
  readonly own: PairReader;
  close(): Promise<void>;
}

export async function openScoredPairs(
  stores: { readonly pairStore: PairStore; readonly volumeStore: VolumeStore },
  given: ScoredArtifacts,
  signal?: AbortSignal,
): Promise<ScoredPairs> {
  const stored = await openPairs(stores, given, signal);
  if (given.pair.id === given.modelPair.id) return { pairs: stored, own: stored, close: () => stored.close() };
  const own = await openPairs(stores, { pair: given.modelPair, volumes: given.modelVolumes }, signal);
  return {
    pairs: asTests(stored, await seenExams(given.exams, given.modelExams)),
    own,
    async close() {
      await stored.close();
      await own.close();
    },
  };
}

/** The same, with pairs of whole exams as questions about organs: what is written of, organ by organ. */
export async function openScoredQuestions(...given: Parameters<typeof openScoredPairs>): Promise<ScoredPairs> {
  const { pairs, own, close } = await openScoredPairs(...given);
  const [, , signal] = given;
  try {
    const asked = await organQuestions(pairs, signal);
    return { pairs: asked, own: own === pairs ? asked : await organQuestions(own, signal), close };
  } catch (error) {
    await close();
    throw error;
  }
}
