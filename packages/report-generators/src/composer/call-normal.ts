import type { Side } from '@totalfm/core';
import { plainNormal, plainNotAssessed } from '../language/plain-sentences.ts';
import type { Claim } from './claims.ts';
import { sidesOfDrafts, type PartDraft } from './draft.ts';
import type { StatedSentence } from './state-findings.ts';

/** Sides that a text is about under the heading of its section; none: it names none. Undefined: it is read as something else there. */
export type ReadSides = (claim: Claim) => Promise<readonly Side[] | undefined>;

/**
 * Sentences that deny findings or call parts normal: the generator's own where nothing that is stated contradicts them, a plain one
 * for a part of which nothing else is said. What was denied is not denied again in other words. Parts that were not assessed are never among them.
 */
export async function callNormal(drafts: readonly PartDraft[], readSides: ReadSides): Promise<StatedSentence[]> {
  const assessed = drafts.filter(({ notAssessed }) => !notAssessed);
  if (assessed.length === 0) return [];
  const sentences: StatedSentence[] = [];
  const denied = new Map<PartDraft, Set<string>>(drafts.map((draft) => [draft, new Set()]));
  for (const draft of assessed) {
    for (const claim of draft.claims) {
      if (!claim.text || claim.findings.length > 0) continue;
      const sides = draft.side ? await readSides(claim) : [];
      const about = sides && partsOfSides(drafts, sides);
      if (!about || about.some((part) => contradicts(part, claim))) continue;
      const says = [...claim.denies, ...(claim.normal ? ['normal'] : [])];
      if (about.every((part) => says.every((one) => denied.get(part)!.has(one)))) continue;
      for (const part of about) for (const one of says) denied.get(part)!.add(one);
      sentences.push({ text: claim.text, drafts: about, findings: [], from: 'generator' });
    }
  }
  const clear = assessed.filter(({ stated }) => stated.length === 0);
  // Two sides that are both clear are said together.
  const kept = clear.length === 2 ? sentences.filter((sentence) => sentence.drafts.length === 2) : sentences;
  const silent = clear.filter((draft) => !kept.some((sentence) => sentence.drafts.includes(draft)));
  return silent.length > 0 ? [...kept, normalSentence(silent)] : kept;
}

/** Nothing to say of parts but that they are unremarkable. */
export const normalSentence = (drafts: readonly PartDraft[]): StatedSentence => ({
  text: plainNormal(drafts[0].organ, sidesOfDrafts(drafts)),
  drafts,
  findings: [],
  from: 'frame',
});

const partsOfSides = (drafts: readonly PartDraft[], sides: readonly Side[]) =>
  sides.length === 0 ? drafts : drafts.filter(({ side }) => side && sides.includes(side));

const contradicts = ({ notAssessed, stated }: PartDraft, { denies, normal }: Claim) =>
  notAssessed !== undefined || (normal && stated.length > 0) || stated.some(({ finding }) => denies.includes(finding));

/** Sentences that say of parts that they were not assessed, and why. */
export function sayNotAssessed(drafts: readonly PartDraft[]): StatedSentence[] {
  const missing = drafts.filter(({ notAssessed }) => notAssessed);
  const [one, other] = missing;
  const alike = other && one.notAssessed === other.notAssessed && one.stated.length + other.stated.length === 0;
  const groups = alike ? [missing] : missing.map((draft) => [draft]);
  return groups.map((some) => ({
    text: plainNotAssessed(some[0].organ, sidesOfDrafts(some), {
      reason: some[0].notAssessed!,
      otherwise: some[0].stated.length > 0,
    }),
    drafts: some,
    findings: [],
    from: 'frame',
  }));
}
