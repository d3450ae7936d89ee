import { didYouMean, type Anatomy, type OrganDefinition } from '@totalfm/core';
import { promptErrors } from '../errors.ts';
import { findingsOf } from '../prompts.ts';
import type { PromptBank } from './read-prompt-bank.ts';

/** The anatomy with prompts of one’s own where a bank has some. Throws `TFM_PROMPTS_UNKNOWN` for a finding or an organ that is not there. */
export function withPrompts(anatomy: Anatomy, { file, entries }: PromptBank): Anatomy {
  const findings = findingsOf(anatomy).map(({ finding }) => finding.id);
  const organs = anatomy.organs.map(({ organ }) => organ);
  for (const [id, { present, absent, normal, line }] of entries) {
    const unknown = (what: string, known: readonly string[]) =>
      promptErrors.TFM_PROMPTS_UNKNOWN({
        file,
        line,
        option: 'promptBank',
        message: `The experiment has no ${what} \`${id}\`, of which there are prompts.`,
        fix: didYouMean(id, known),
      });
    if ((present || absent) && !findings.includes(id)) throw unknown('finding', findings);
    if (normal && !organs.includes(id)) throw unknown('organ', organs);
    if (!findings.includes(id) && !organs.includes(id)) throw unknown('finding or organ', [...findings, ...organs]);
  }
  return { ...anatomy, organs: anatomy.organs.map((organ) => withOwn(organ, entries)) };
}

const withOwn = (organ: OrganDefinition, entries: PromptBank['entries']): OrganDefinition => ({
  ...organ,
  normal: entries.get(organ.organ)?.normal ?? organ.normal,
  findings: organ.findings.map((finding) => {
    const { present = finding.prompts.present, absent = finding.prompts.absent } = entries.get(finding.id) ?? {};
    return { ...finding, prompts: { ...finding.prompts, present, absent } };
  }),
});
