import { isPaired, type Finding, type Side, type WrittenSentence } from '@totalfm/core';
import { tellsExtent } from '../composer/measured-extents.ts';
import { mayBeSaid, type PlainSentence, type SectionFacts } from './facts.ts';
import { isMeasured } from './measures.ts';
import { keysOf, presentKeys, type StatementKey } from './statement-keys.ts';

/**
 * Why a sentence is struck out. `finding`: one that was not found; `side`: found on another side, or the side is not told; `hedged`:
 * it is not sure; `normal`: what it calls normal or denies was not told so, or not assessed; `organ`: another one; `number`: a size that was not
 * measured, one that is left out, or a comparison; `unread`: nothing is read in it; `repeated`: said before; `joined`: what cannot be told in one
 * sentence; `partial`: it says a part of what a checked sentence says, and nothing says the rest; `misread`: read otherwise beside others.
 */
export type StrikeReason =
  | 'finding'
  | 'side'
  | 'hedged'
  | 'normal'
  | 'organ'
  | 'number'
  | 'unread'
  | 'repeated'
  | 'joined'
  | 'partial'
  | 'misread';

/** A sentence that may stand, with what it says. */
export interface WordedSentence {
  readonly sentence: WrittenSentence;
  readonly keys: readonly StatementKey[];
}

/** Says on which side the volume of a pair's key lies. */
export type SideOfPair = (pair: string) => Side | undefined;

/** Another script than that of the prompt. */
const otherScript = /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u;

/** A sentence of a model's as a report's, with the evidence of what it states; or why it is none. */
export function judge(
  text: string,
  statements: readonly Finding[],
  facts: SectionFacts,
  sideOf: SideOfPair,
): WordedSentence | StrikeReason {
  if (statements.length === 0 || otherScript.test(text)) return 'unread';
  const unsaid = statements.find((statement) => !mayBeSaid(statement, facts));
  if (unsaid) return reasonOf(unsaid, facts);
  const { organ } = facts;
  const keys = [...new Set(statements.flatMap((statement) => keysOf(statement, organ)))];
  const present = keys.filter((key) => key.startsWith('present'));
  const about = (present.length > 0 ? present : keys).map((key) => key.split('/'));
  const findings = [...new Set(present.map((key) => key.split('/')[1]))];
  const sides = (['left', 'right'] as const).filter((side) => about.some((parts) => parts[2] === side));
  if (presentKeys({ findings, sides }, organ).length !== present.length) return 'joined';
  const sources = sourcesOf(facts.plain, present.length > 0 ? present : keys);
  if (new Set(sources.map(({ unsupported }) => unsupported)).size > 1) return 'joined';
  const sizes = findings.some(tellsExtent) ? sources.flatMap(({ sizeMm }) => sizeMm ?? []) : [];
  if (!isMeasured(text, sizes)) return 'number';
  const evidence = findings.flatMap((finding) =>
    sources.flatMap((source) =>
      source.evidence.filter((one) => {
        const side = isPaired(organ) ? sideOf(one.pair) : undefined;
        return one.finding === finding && (side === undefined || sides.includes(side));
      }),
    ),
  );
  const [first] = sources;
  const unsupported = first?.unsupported && { unsupported: first.unsupported };
  const common = { text, organ: organ.organ, sides, findings, evidence, from: originOf(sources), ...unsupported };
  return { sentence: { ...common, ...(sizes.length > 0 && { sizeMm: sizes[0] }) }, keys };
}

function reasonOf(statement: Finding, { organ, said }: SectionFacts): StrikeReason {
  if (statement.organ !== organ.organ) return 'organ';
  if (statement.state === 'uncertain') return 'hedged';
  if (statement.state === 'absent') return 'normal';
  return [...said].some((key) => key.startsWith(`present/${statement.finding}/`)) ? 'side' : 'finding';
}

/** Checked sentences that say some of the same. */
const sourcesOf = (plain: readonly PlainSentence[], keys: readonly StatementKey[]): readonly WrittenSentence[] =>
  plain.filter((one) => one.keys.some((key) => keys.includes(key))).map(({ sentence }) => sentence);

/** Added by the check where all of it was; what a generator said in any other case. */
function originOf(sources: readonly WrittenSentence[]): WrittenSentence['from'] {
  const origins = new Set(sources.map(({ from }) => from));
  return origins.has('generator') ? 'generator' : ([...origins][0] ?? 'frame');
}
