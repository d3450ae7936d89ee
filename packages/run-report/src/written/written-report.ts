import type { NotAssessed, ReportOutcome, WrittenReport, WrittenSentence } from '@totalfm/core';
import { partName } from '@totalfm/core';
import { html, type Html, type HtmlPart } from '../html.ts';
import { evidenceFigures } from './evidence.ts';
import { findingChip, sentenceLook, verdictOf, type ChipVerdict } from './finding-chip.ts';
import { outcomeOf } from './outcomes.ts';
import type { ReportView } from './report-view.ts';

/** A written report, with what became of each finding where it was compared; a sentence opens what it rests on. */
export function writtenReport(
  report: WrittenReport,
  outcomes: readonly ReportOutcome[] | undefined,
  view: ReportView,
): Html {
  const { sections, impression, notAssessed } = report;
  const heading = (title: string) => html`<${view.heading}>${title}</${view.heading}>`;
  return html`${sections.map(
    ({ title, sentences }) =>
      html`${heading(title)} ${sentences.map((sentence) => statement(sentence, outcomes, view))}`,
  )}
  ${impression.length > 0 &&
  html`${heading('Impression')}
    <ul>
      ${impression.map((sentence) => html`<li>${sentence}</li>`)}
    </ul>`}
  ${notAssessed.length > 0 &&
  html`${heading('Not assessed')}
    <p>${notAssessed.map((one) => notAssessedText(one)).join(', ')}</p>`}
  ${outcomes && passedOver(outcomes, view)} ${checksText(report)}`;
}

function statement(sentence: WrittenSentence, outcomes: readonly ReportOutcome[] | undefined, view: ReportView): Html {
  const { text, organ, findings, evidence } = sentence;
  const opens = evidence.length > 0;
  const chips = findings.map((finding) => ({
    name: view.nameOf(finding),
    number: view.numbers.classOf(organ, finding),
    focusable: !opens,
    verdicts: outcomes ? [verdictOf(outcomeOf(outcomes, organ, finding))] : ([] as ChipVerdict[]),
  }));
  const look = sentenceLook(chips.flatMap(({ verdicts }) => verdicts.map(({ look }) => look)));
  const frame = sentence.from === 'frame' && findings.length === 0 && 'quiet';
  const line = html`<span class="said ${look} ${frame} ${chips.map(({ number }) => ` ${number}`)}">${text}</span>
    ${outcomes && chips.map(findingChip)} ${badges(sentence)}`;
  if (!opens) return html`<p class="statement">${line}</p>`;
  return html`<details class="statement">
    <summary>${line}</summary>
    ${evidenceFigures(evidence, view)}
  </details>`;
}

function badges({ from, unsupported }: WrittenSentence): HtmlPart {
  return [
    unsupported === true &&
      html` <span class="badge" title="The contrastive model does not see it.">unsupported</span>`,
    from === 'check' &&
      html` <span class="badge" title="The generator passed it over, and the contrastive model is sure of it."
        >added by the check</span
      >`,
  ];
}

/** Findings of the true report that no sentence here states: the counterparts of what is missed. */
function passedOver(outcomes: readonly ReportOutcome[], view: ReportView): Html | undefined {
  const missed = outcomes.filter(({ outcome }) => outcome === 'missed' || outcome === 'notAssessed');
  if (missed.length === 0) return undefined;
  return html`<h5>Passed over</h5>
    <p>
      ${missed.map((one) =>
        findingChip({
          name: view.nameOf(one.finding),
          number: view.numbers.classOf(one.organ, one.finding),
          focusable: true,
          verdicts: [verdictOf(one)],
        }),
      )}
    </p>`;
}

const reasons = { missing: 'no mask', cut: 'cut by the edge of the scan', doubted: 'mask in doubt' } as const;

/** `kidney left (no mask)` */
export const notAssessedText = (one: NotAssessed): string =>
  `${partName(one).replaceAll('_', ' ')} (${reasons[one.reason]})`;

function checksText({ checks: { stated, dropped, marked, added }, notices = [] }: WrittenReport): Html {
  return html`<p class="quiet checks">
      Self-check: ${stated} stated, ${dropped} dropped, ${marked} marked as unsupported, ${added} added
    </p>
    ${notices.map(({ code, message }) => html`<p class="quiet checks"><code>${code}</code> ${message}</p>`)}`;
}
