import { html } from '../html.ts';
import { page } from '../page.ts';
import { table } from '../table.ts';
import type { AgreementRow, Disagreement } from './agreement.ts';

/** A page of all that several parsers of reports differ in, with the sentences that each relies on. It holds report text. */
export function reviewPage(
  name: string,
  reports: number,
  agreement: readonly AgreementRow[],
  disagreements: readonly Disagreement[],
): string {
  const number = (value: number | undefined) => (value === undefined ? '–' : value.toFixed(3));
  const agreementRows = agreement.map(({ organ, finding, parsers, mentions, agreement: share, kappa }) => [
    finding ? `${organ} · ${finding}` : html`<b>${organ}</b>`,
    parsers.join(' / '),
    mentions,
    number(share),
    number(kappa),
  ]);
  const cases = disagreements.map(({ exam, organ, finding, votes }) => [
    exam,
    finding ? `${organ} · ${finding}` : `${organ} · normal`,
    Object.entries(votes).map(
      ([parser, { state, sentences }]) =>
        html`<p>
          <b>${parser}: ${state}</b> ${[...new Set(sentences.map(({ text }) => text))].map(
            (text) => html`<br />“${text}”`,
          )}
        </p>`,
    ),
  ]);
  const lead = html`<p class="quiet">
    ${reports} reports, ${disagreements.length} findings that the parsers differ in. This page holds report text: keep
    it where the reports may be.
  </p>`;
  return page(`${name}: parsers compared`, lead, [
    {
      id: 'agreement',
      title: 'Agreement',
      body: table(
        'Cohen’s κ of present, absent, uncertain and not mentioned',
        [
          { title: 'Finding' },
          { title: 'Parsers' },
          { title: 'Reports that mention it', kind: 'number' },
          { title: 'Same', kind: 'number' },
          { title: 'κ', kind: 'number' },
        ],
        agreementRows,
      ),
    },
    {
      id: 'disagreements',
      title: 'Disagreements',
      body: table(
        'Every finding of a report that not all parsers give the same state',
        [{ title: 'Exam' }, { title: 'Finding' }, { title: 'What each says', kind: 'path' }],
        cases,
      ),
    },
  ]);
}
