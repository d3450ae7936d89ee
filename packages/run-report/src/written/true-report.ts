import type { ReportsLine } from '@totalfm/run-format';
import { html, type Html } from '../html.ts';
import { agreedLook, findingChip, sentenceLook, verdictOf, type ChipVerdict } from './finding-chip.ts';
import type { Author } from './author.ts';
import { outcomeOf } from './outcomes.ts';
import type { ReportView } from './report-view.ts';

type ReferenceSentence = ReportsLine['reference'][number];

/** The sentences of a true report, with what became of each finding that they have present. */
export function trueReport(reference: ReportsLine['reference'], authors: readonly Author[], view: ReportView): Html {
  if (reference.length === 0) return html`<p class="quiet">It says nothing of these organs.</p>`;
  return html`${reference.map((sentence) => {
    const chips = findingsOf(sentence).map(({ organ, finding, hedged }) => ({
      name: view.nameOf(finding),
      number: view.numbers.classOf(organ, finding),
      focusable: true,
      verdicts: authors.flatMap(({ name, short = name, outcomes }): ChipVerdict[] => {
        if (!outcomes) return [];
        const { look } = verdictOf(hedged ? undefined : outcomeOf(outcomes, organ, finding));
        return [{ look, by: short }];
      }),
    }));
    const look = sentenceLook(chips.map(({ verdicts }) => agreedLook(verdicts)));
    return html`<p class="statement">
      <span class="said ${look} ${chips.map(({ number }) => ` ${number}`)}">${sentence.text}</span> ${chips.map(
        findingChip,
      )}
    </p>`;
  })}`;
}

/** Each finding that a sentence has present or hedges, once. */
function findingsOf({ statements }: ReferenceSentence) {
  const found = new Map<string, { readonly organ: string; readonly finding: string; readonly hedged: boolean }>();
  for (const { organ, finding, state } of statements) {
    if (finding === undefined || state === 'absent') continue;
    const key = `${organ}/${finding}`;
    found.set(key, { organ, finding, hedged: state === 'uncertain' && found.get(key)?.hedged !== false });
  }
  return [...found.values()];
}
