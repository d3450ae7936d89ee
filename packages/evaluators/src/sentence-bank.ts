import type { OrganDefinition, PairRow, Random, Side } from '@totalfm/core';
import { fillPrompt } from './prompts.ts';

/** What a lesion of an organ sounds like, and what its absence does. */
export interface SentenceBank {
  readonly lesion: readonly string[];
  readonly normal: readonly string[];
}

/**
 * Sentences about an organ (of one side): the prompts, and up to `limit` distinct sentences a class from training
 * reports, as the parser read them (never the truth). Lesion sentences state a finding; normal ones come from pairs that
 * state none, not even as uncertain.
 */
export function sentenceBank(
  organ: OrganDefinition,
  side: Side | undefined,
  trainRows: readonly PairRow[],
  limit: number,
  random: Random,
): SentenceBank {
  const ids = new Set(organ.findings.map(({ id }) => id));
  const lesion = new Set<string>();
  const normal = new Set<string>();
  for (const row of trainRows) {
    if (row.side !== side) continue;
    const statements = row.findings.filter((one) => (one.finding ? ids.has(one.finding) : one.organ === organ.organ));
    const suspicious =
      statements.some((one) => one.state !== 'absent') ||
      [...ids].some((id) => row.states[id] === 'present' || row.states[id] === 'uncertain');
    for (const { finding, state, sentence } of statements) {
      if (finding && state === 'present') lesion.add(sentence.text);
      if (state === 'absent' && !suspicious) normal.add(sentence.text);
    }
  }
  const some = (sentences: Set<string>) => random.shuffle([...sentences].sort()).slice(0, limit);
  const fill = (prompts: readonly string[]) => prompts.map((prompt) => fillPrompt(prompt, organ, side));
  return {
    lesion: [...new Set([...fill(organ.findings.flatMap(({ prompts }) => prompts.present)), ...some(lesion)])],
    normal: [...new Set([...fill(organ.normal), ...some(normal)])],
  };
}
