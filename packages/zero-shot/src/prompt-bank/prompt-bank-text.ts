import type { Anatomy } from '@totalfm/core';
import { stringify } from 'yaml';
import { findingsOf } from '../prompts.ts';

const head = `# Prompts that findings are scored by. Change them, leave out what is to stay, and name the file in an experiment:
#   evaluate: [{ use: findings, promptBank: prompts.yaml }]
# present states a finding, absent denies it, normal calls an organ normal. {organ} and {side} are filled in; where there is no side,
# "on the {side}", "{side}-sided" and "{side}" go.
`;

/** The prompts of an anatomy as a YAML file that `readPromptBank` reads. */
export function promptBankText(anatomy: Pick<Anatomy, 'organs'>): string {
  const findings = findingsOf(anatomy);
  const parts = anatomy.organs.map(({ organ, name, normal }) => {
    const own = findings.filter((one) => one.organ.organ === organ);
    // An id may be both an organ's and a finding's.
    const entries: Record<string, object> = { [organ]: { normal } };
    for (const { finding } of own)
      entries[finding.id] = {
        present: finding.prompts.present,
        absent: finding.prompts.absent,
        ...entries[finding.id],
      };
    return `# ${name}\n${stringify(entries, { lineWidth: 0 })}`;
  });
  return [head, ...parts].join('\n');
}
