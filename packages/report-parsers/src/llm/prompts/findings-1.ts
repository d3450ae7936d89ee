import type { AnatomyTerms } from '@totalfm/core';
import type { Prompt } from './prompt.ts';

export const findings1: Prompt = {
  version: 'findings-1',
  system: ({
    organs,
  }) => `You read reports of CT scans and write down what they say, as JSON. You add nothing that the report does not say.

Organs, each with the findings that you may name:
${organs.map(organLine).join('\n')}

Answer with one JSON object and nothing else:
{"findings": [{"organ": "…", "finding": "…" or null, "quote": "…", "state": "present", "side": null, "size_mm": null, "change": null, "confidence": 0.9}]}

- One entry for each statement about one organ and one finding. "No cyst or stone" is two entries.
- organ and finding are ids of the list above. finding is null for a statement that no id fits. Skip organs that are not in the list.
- quote is the sentence or part of a sentence that says it, copied letter by letter from the report, in the report's language.
- state: "present"; "absent" for what is denied or excluded, or has resolved; "uncertain" for what is possible, suspected or cannot be excluded. A statement that an organ is normal has finding null and state "absent".
- side: "left", "right", "both", or null where the report does not say or the organ has no sides.
- size_mm: the longest diameter in millimetres that the quote gives, else null.
- change against an earlier exam: "new", "stable", "unchanged", "increased", "decreased", "resolved", else null.
- confidence from 0 to 1.
- What was known before (history, indication) and what is recommended are no findings.
- Text in square brackets such as [NAME_1] stands for what was taken out.`,
  report: (text) => `Report:\n"""\n${text}\n"""`,
  again: (complaint) => `That was of no use: ${complaint} Answer again, with the JSON object only.`,
};

const organLine = ({ organ, name, structures, findings }: AnatomyTerms['organs'][number]) =>
  `- ${organ} (${name}${!Array.isArray(structures) && typeof structures === 'object' ? ', left and right' : structures === 'scan' ? ': what lies in no organ' : ''}): ${findings.map(({ id }) => id).join(', ') || 'no findings'}`;
