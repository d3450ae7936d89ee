import type { OrganDefinition, PairRow, Random, Side } from '@totalfm/core';
import { fillPrompt } from '@totalfm/zero-shot';

/** What a lesion of an organ sounds like, and what its absence does. */
export interface SentenceBank {
  readonly lesion: readonly string[];
  readonly normal: readonly string[];
}

/** Distinct sentences of each class that are collected before some are drawn: those that come first in the store. */
const MOST = 10_000;

/** Collects sentences about an organ (of one side) from training rows that come one after another; none of them is held. */
export interface SentenceCollector {
  /** Rows of the organ's training pairs, as the parser read them (never the truth). */
  add(row: PairRow): void;
  /** No row can add anything any more. */
  full(): boolean;
  /** The prompts, and up to `limit` of the distinct sentences of each class. */
  bank(limit: number, random: Random): SentenceBank;
}

/** Lesion sentences state a finding; normal ones come from pairs that state none, not even as uncertain. */
export function createSentenceCollector(organ: OrganDefinition, side: Side | undefined): SentenceCollector {
  const ids = new Set(organ.findings.map(({ id }) => id));
  const lesion = new Set<string>();
  const normal = new Set<string>();
  const collect = (sentences: Set<string>, text: string) => sentences.size < MOST && sentences.add(text);
  return {
    add(row) {
      if (row.side !== side) return;
      const statements = row.findings.filter((one) => (one.finding ? ids.has(one.finding) : one.organ === organ.organ));
      const suspicious =
        statements.some((one) => one.state !== 'absent') ||
        [...ids].some((id) => row.states[id] === 'present' || row.states[id] === 'uncertain');
      for (const { finding, state, sentence } of statements) {
        if (finding && state === 'present') collect(lesion, row.sentences[sentence]);
        if (state === 'absent' && !suspicious) collect(normal, row.sentences[sentence]);
      }
    },
    full: () => lesion.size >= MOST && normal.size >= MOST,
    bank(limit, random) {
      const some = (sentences: Set<string>) => random.shuffle([...sentences].sort()).slice(0, limit);
      const prompts = promptBank(organ, side);
      return {
        lesion: [...new Set([...prompts.lesion, ...some(lesion)])],
        normal: [...new Set([...prompts.normal, ...some(normal)])],
      };
    },
  };
}

/** What prompts alone say of an organ. */
export function promptBank(organ: OrganDefinition, side: Side | undefined): SentenceBank {
  const fill = (prompts: readonly string[]) => prompts.map((prompt) => fillPrompt(prompt, organ, side));
  return { lesion: fill(organ.findings.flatMap(({ prompts }) => prompts.present)), normal: fill(organ.normal) };
}
