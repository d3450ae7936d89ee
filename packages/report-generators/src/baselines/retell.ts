import type { OrganDefinition, OrganPart } from '@totalfm/core';
import { sidesOfPart } from '../language/part-words.ts';
import { plainNormal, plainStatement } from '../language/plain-sentences.ts';
import type { ReusableSentence } from '../language/reusable-sentences.ts';
import type { Neighbour } from './neighbours.ts';

/**
 * Says findings of a part, or that it has none, in the words of the nearest neighbour of which just these were said; where there is
 * none, each finding in the nearest words that state it alone, or in the least.
 */
export function retell(
  organ: OrganDefinition,
  part: OrganPart,
  findings: ReadonlySet<string>,
  neighbours: readonly Neighbour[],
): readonly string[] {
  for (const { remembered } of neighbours) {
    if (remembered.present.length !== findings.size || !remembered.present.every((id) => findings.has(id))) continue;
    const sentences = withoutRepeats(remembered.sentences);
    const stated = new Set(sentences.flatMap((one) => one.findings));
    if (sentences.length > 0 && stated.size === findings.size) return sentences.map(({ text }) => text);
  }
  const sides = sidesOfPart(part);
  if (findings.size === 0) return [plainNormal(organ, sides)];
  return organ.findings
    .filter(({ id }) => findings.has(id))
    .map((finding) => {
      const alone = ({ findings: some }: ReusableSentence) => some.length === 1 && some[0] === finding.id;
      for (const { remembered } of neighbours) {
        const found = remembered.sentences.find((one) => alone(one) && !one.denies.some((id) => findings.has(id)));
        if (found) return found.text;
      }
      return plainStatement(organ, finding, sides);
    });
}

/** A report states a finding where it is seen, and again in its impression: once is enough. */
function withoutRepeats(sentences: readonly ReusableSentence[]): readonly ReusableSentence[] {
  const said = new Set<string>();
  return sentences.filter(({ text, findings }) => {
    const repeated = findings.length > 0 ? findings.every((id) => said.has(id)) : said.has(text);
    for (const one of [text, ...findings]) said.add(one);
    return !repeated;
  });
}
