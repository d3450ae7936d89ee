import type { Side, WrittenSentence } from '@totalfm/core';
import { plainStatement } from '../language/plain-sentences.ts';
import { sidesOfDrafts, type PartDraft } from './draft.ts';
import { extentOf, withExtent } from './measured-extents.ts';
import type { Stated } from './self-check.ts';

/** A sentence that states findings of one part, or of both sides, before its evidence is known. */
export interface StatedSentence {
  readonly text: string;
  readonly drafts: readonly PartDraft[];
  readonly findings: readonly string[];
  readonly from: WrittenSentence['from'];
  readonly unsupported?: true;
  readonly sizeMm?: number;
}

/** Says a text in another way where it does not name its side. */
export type NameSide = (text: string, findings: readonly string[], side: Side) => Promise<string | undefined>;

const kindOf = ({ from, unsupported }: Stated) => `${from} ${unsupported ?? false}`;

/** Sentences that state the findings of an organ's parts: those of both sides, then those of each, right before left. */
export async function stateFindings(drafts: readonly PartDraft[], nameSide: NameSide): Promise<StatedSentence[]> {
  const [one, other] = drafts;
  const both = other
    ? one.stated.filter((a) => other.stated.some((b) => a.finding === b.finding && kindOf(a) === kindOf(b)))
    : [];
  const shared = new Set(both.map(({ finding }) => finding));
  const sentences = both.map((stated) => plainSentence(drafts, stated));
  for (const draft of drafts) {
    const left = new Map(draft.stated.filter(({ finding }) => !shared.has(finding)).map((one) => [one.finding, one]));
    sentences.push(...(await ownSentences(draft, left, nameSide)));
  }
  return sentences.map((sentence) => (sentence.drafts.length === 1 ? measured(sentence) : sentence));
}

/** The generator's own sentences where each states nothing but what is left to state; plain ones for the rest. */
async function ownSentences(
  draft: PartDraft,
  left: Map<string, Stated>,
  nameSide: NameSide,
): Promise<StatedSentence[]> {
  const sentences: StatedSentence[] = [];
  const stated = new Set(draft.stated.map(({ finding }) => finding));
  for (const { text, findings, denies, normal } of draft.claims) {
    const some = findings.flatMap((id) => left.get(id) ?? []);
    const whole = some.length === findings.length && new Set(some.map(kindOf)).size === 1;
    if (!text || !whole || normal || denies.some((id) => stated.has(id))) continue;
    const sided = draft.side ? await nameSide(text, findings, draft.side) : text;
    if (sided === undefined) continue;
    for (const id of findings) left.delete(id);
    const [{ from, unsupported }] = some;
    sentences.push({ text: sided, drafts: [draft], findings, from, ...(unsupported && { unsupported }) });
  }
  return [...sentences, ...[...left.values()].map((stated) => plainSentence([draft], stated))];
}

/** The finding in the least words. */
export function plainSentence(
  drafts: readonly PartDraft[],
  stated: Pick<Stated, 'finding' | 'from' | 'unsupported'>,
): StatedSentence {
  const [{ organ }] = drafts;
  const finding = organ.findings.find(({ id }) => id === stated.finding)!;
  return {
    text: plainStatement(organ, finding, sidesOfDrafts(drafts)),
    drafts,
    findings: [stated.finding],
    from: stated.from,
    ...(stated.unsupported && { unsupported: stated.unsupported }),
  };
}

/** With the organ's extent, where that is what the finding is about. */
export function measured(sentence: StatedSentence): StatedSentence {
  const sizeMm = extentOf(sentence.drafts[0], sentence.findings);
  return sizeMm === undefined ? sentence : { ...sentence, text: withExtent(sentence.text, sizeMm), sizeMm };
}
