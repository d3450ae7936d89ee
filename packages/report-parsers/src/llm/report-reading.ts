import type { Finding, Span } from '@totalfm/core';
import type { Lexicon } from '../rules/lexicon.ts';
import { createPhaseReader } from '../rules/phases.ts';
import { placeStatement } from '../rules/place-statement.ts';
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
  private phases?: { readonly text: string; readonly of: ReturnType<typeof createPhaseReader> };

  constructor(
    private readonly report: string,
    private readonly tally: Tally,
    private readonly lexicon: Lexicon,
  ) {}

  leaveOpen(spans: readonly Span[], kind: ModelFailure['kind']): void {
    this.tally.fail(kind);
    this.tally.add('fallbacks');
    this.open.push(...spans);
  }

  /** Takes over what a model told of a window of `source`, whose words say where things lie, and in which phase. */
  take(window: ReportWindow, answer: ReadAnswer | ModelFailure, source: SourceText): void {
    const { toOriginal } = source;
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
      const sentence = { text: this.report.slice(span.start, span.end), ...span };
      this.findings.push({ ...statement, ...this.toldIn(source, inReport, statement, sentence.text), sentence });
    }
  }

  /** Place and phase, by the rules' reading of the statement's own text; words of a translation are none of the report's. */
  private toldIn(source: SourceText, span: Span, said: Parameters<typeof placeStatement>[0], sentence: string) {
    const { location, ...place } = placeStatement(said, { report: source.text, span, lexicon: this.lexicon });
    const phase = this.phaseIn(source.text)(source.text.slice(span.start, span.end));
    return {
      ...place,
      ...(location !== undefined && sentence.includes(location) && { location }),
      ...(phase !== undefined && { phase }),
    };
  }

  private phaseIn(text: string) {
    if (this.phases?.text !== text) this.phases = { text, of: createPhaseReader(text) };
    return this.phases.of;
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
