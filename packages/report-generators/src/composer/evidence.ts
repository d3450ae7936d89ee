import type { DescribedExam, Embedder, StatementEvidence } from '@totalfm/core';
import type { FindingScorer } from '@totalfm/zero-shot';
import type { PartDraft } from './draft.ts';
import { hideSlabs, tellingSlices, type HiddenSlab } from './occlusion.ts';
import type { StatedSentence } from './state-findings.ts';

export interface EvidenceWork {
  readonly embedder: Embedder;
  readonly scorer: FindingScorer;
  readonly slabs: number;
  readonly signal?: AbortSignal;
}

/** Looks for what shows the findings of an exam's parts: each part that states any is looked at once. */
export async function gatherEvidence(
  exam: DescribedExam,
  drafts: readonly PartDraft[],
  { embedder, scorer, slabs, signal }: EvidenceWork,
): Promise<(sentence: Pick<StatedSentence, 'drafts' | 'findings'>) => readonly StatementEvidence[]> {
  const hidden = new Map<PartDraft, readonly HiddenSlab[]>();
  for (const draft of drafts) {
    const part = exam.parts.find(({ row }) => row === draft.row);
    if (part && slabs > 0 && draft.stated.some(({ score }) => score !== undefined))
      hidden.set(draft, await hideSlabs(embedder, part.volume, slabs, signal));
  }
  const evidenceOf = (draft: PartDraft, finding: string): StatementEvidence[] => {
    const stated = draft.stated.find((one) => one.finding === finding);
    if (stated?.score === undefined || !draft.row) return [];
    const scoreOf = (vector: Float32Array) => scorer.score(vector, finding, draft.side)!;
    const slices = tellingSlices(hidden.get(draft) ?? [], scoreOf, stated.score);
    const { score, threshold } = stated;
    return [{ finding, pair: draft.row.key, ...(slices && { slices }), score, threshold: threshold! }];
  };
  return ({ drafts: of, findings }) => findings.flatMap((id) => of.flatMap((draft) => evidenceOf(draft, id)));
}
