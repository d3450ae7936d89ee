import type { OrganDefinition, Side } from '@totalfm/core';
import { tellsExtent } from '../composer/measured-extents.ts';
import { partWords } from '../language/part-words.ts';
import type { SectionFacts } from './facts.ts';

/** The same for every report. */
export const system = `You word the findings of a CT scan as a radiologist words a report, in English. You are given sections, each with what was found in one organ. You add nothing.

Answer with one line for each section, in the same order, and with nothing else:
Title: One or more whole sentences.

- State every finding of the section once, by its name as given or as radiologists say it, as present: neither possible nor probable.
- Name the side of each finding in its sentence: "on the left", "in the right kidney", "on both sides".
- Give the size of a finding where one is given, with the same number and unit. Give no other number.
- Say what is unremarkable or not present only where the section says so.
- Say nothing of what was not assessed, nothing of other organs under a heading, and nothing of earlier exams, causes, advice or significance.
- No impression, no list, no markup.`;

/** Sections that have something to be worded, with their facts in plain words: nothing of it was copied from a report. */
export const questionOf = (sections: readonly SectionFacts[]): string => sections.map(sectionLines).join('\n\n');

/** Whether there is anything to be worded under a heading. */
export const isWorded = ({ plain }: SectionFacts): boolean => plain.some(({ keys }) => keys.length > 0);

function sectionLines({ organ, title, plain, said, notAssessed }: SectionFacts): string {
  const present = plain.flatMap(({ sentence }) =>
    sentence.findings.map((id) => {
      const size = sentence.sizeMm === undefined || !tellsExtent(id) ? '' : `, ${sentence.sizeMm} mm from head to foot`;
      return `present: ${nameOf(organ, id)}${sidesWords(sentence.sides)}${size}`;
    }),
  );
  const denied = new Map<string, Side[]>();
  for (const key of said) {
    const [state, finding, side] = key.split('/');
    if (state === 'absent') denied.set(finding, [...(denied.get(finding) ?? []), ...(side ? [side as Side] : [])]);
  }
  const absent = [...denied].map(([id, sides]) =>
    id === '' ? `unremarkable: ${partWords(organ, sides)}` : `not present: ${nameOf(organ, id)}${sidesWords(sides)}`,
  );
  const open = notAssessed.map(({ side }) => `not assessed: ${partWords(organ, side ? [side] : [])}`);
  return [`${title}:`, ...present, ...absent, ...open].join('\n  ');
}

const nameOf = ({ findings }: OrganDefinition, id: string) => findings.find((one) => one.id === id)?.name ?? id;

const sidesWords = (sides: readonly Side[]) =>
  sides.length === 0 ? '' : sides.length === 2 ? ' (both sides)' : ` (${sides[0]})`;
