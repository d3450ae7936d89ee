import type { Finding, Span } from '@totalfm/core';
import { overlaps } from '../rules/sentence-reading.ts';
import type { SourceText } from '../translate/source-text.ts';
import { ModelFailure } from './model-failure.ts';
import type { ReadAnswer } from './read-answer.ts';
import type { Tally } from './tally.ts';
import type { ReportWindow } from './windows.ts';

/** What has been read of a report: findings that the model told, and parts that it left open, in the report's offsets. */
export class ReportReading {
  readonly findings: Finding[] = [];
  readonly open: Span[] = [];

  constructor(
    private readonly report: string,
    private readonly tally: Tally,
  ) {}

  leaveOpen(spans: readonly Span[], kind: ModelFailure['kind']): void {
    this.tally.fail(kind);
    this.tally.add('fallbacks');
    this.open.push(...spans);
  }

  take(window: ReportWindow, answer: ReadAnswer | ModelFailure, { toOriginal }: SourceText): void {
    if (answer instanceof ModelFailure) return this.leaveOpen(window.sentences.map(toOriginal), answer.kind);
    this.tally.drop(answer.dropped);
    if (answer.open.length > 0) this.tally.add('fallbacks');
    for (const span of answer.open) this.open.push(...openSpans(span, window, answer).map(toOriginal));
    for (const { start, end, ...statement } of answer.statements) {
      const inReport = window.toReport({ start, end });
      if (!inReport) {
        this.tally.drop({ 'quote-not-found': 1 });
        continue;
      }
      const span = toOriginal(inReport);
      this.tally.add('statements');
      this.findings.push({ ...statement, sentence: { text: this.report.slice(span.start, span.end), ...span } });
    }
  }

  /** Adds what the rules read of the parts that are open and that nothing was told of. */
  addFromRules(read: readonly Finding[]): void {
    const left = read.filter(
      ({ sentence }) =>
        this.open.some((span) => overlaps(span, sentence)) &&
        !this.findings.some((taken) => sameStatement(taken, sentence)),
    );
    this.findings.push(...left.map((finding) => ({ ...finding, source: 'rules' })));
  }
}

/** An open span where the report has it. One over two runs, such as the rest of a cut answer: all sentences that it touches. */
function openSpans(span: Span, window: ReportWindow, { statements }: ReadAnswer): readonly Span[] {
  const inReport = window.toReport(span);
  if (inReport) return [inReport];
  return window.sentences.filter(
    (sentence) => !statements.some((statement) => overlaps(window.toReport(statement) ?? sentence, sentence)),
  );
}

const sameStatement = (taken: Finding, sentence: Span) => !taken.source && overlaps(taken.sentence, sentence);
