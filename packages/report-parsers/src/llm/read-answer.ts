import type { AnatomyTerms, Side, Span } from '@totalfm/core';
import { findSizes } from '../rules/sizes.ts';
import { createQuoteAligner } from './align-quote.ts';
import { statementSchema, type AnswerStatement } from './answer.ts';
import type { AnswerVocabulary } from './answer-vocabulary.ts';

/** A statement that was checked, without any text: all that a cache keeps of it. Offsets are the window's. */
export interface WindowStatement extends Span {
  readonly organ: string;
  readonly finding?: string;
  readonly state: AnswerStatement['state'];
  readonly sides: readonly Side[];
  readonly sizeMm?: number;
  readonly change?: string;
  readonly confidence: number;
}

/** Why a statement of a model, or a part of it, was not taken. */
export type DropReason = 'invalid' | 'unknown-organ' | 'unknown-finding' | 'quote-not-found' | 'size-not-in-quote';

export interface ReadAnswer {
  readonly statements: readonly WindowStatement[];
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
  /** Parts of the window that the model spoke of in vain, or did not come to: left to the rules. */
  readonly open: readonly Span[];
}

/** Changes whenever the same answer is read differently: part of the names of cached results. */
export const readerVersion = '1';

/**
 * Takes over from a model's answer what can be checked against the text that it read: organs and findings of the
 * experiment, quotations that stand in the text, sizes that stand in the quotation. Undefined: the answer has another form.
 */
export function readAnswer(
  value: unknown,
  text: string,
  anatomy: AnswerVocabulary,
  truncated = false,
): ReadAnswer | undefined {
  const items = itemsOf(value);
  if (!items) return undefined;
  const aligner = createQuoteAligner(text);
  const dropped: Partial<Record<DropReason, number>> = {};
  const statements = new Map<string, WindowStatement>();
  const open: Span[] = [];
  const drop = (reason: DropReason, span?: Span) => {
    dropped[reason] = (dropped[reason] ?? 0) + 1;
    if (span) open.push(span);
  };
  let reached = 0;

  // The last item of an answer that was cut off may be half of what it was to be.
  for (const item of truncated ? items.slice(0, -1) : items) {
    const quote = (item as { quote?: unknown } | null)?.quote;
    const span = typeof quote === 'string' ? aligner.align(quote) : undefined;
    const parsed = statementSchema.safeParse(item);
    if (!parsed.success) drop('invalid', span);
    else if (!span) drop('quote-not-found');
    else {
      reached = Math.max(reached, span.end);
      const organ = anatomy.organ(parsed.data.organ);
      const finding = parsed.data.finding ? organ && anatomy.finding(organ, parsed.data.finding) : undefined;
      if (!organ) drop('unknown-organ', span);
      else if (parsed.data.finding && !finding) drop('unknown-finding', span);
      else add({ organ, finding, said: parsed.data, span });
    }
  }
  if (truncated && reached < text.length) open.push({ start: reached, end: text.length });
  return {
    statements: [...statements.values()],
    dropped,
    open: open.filter(
      (span) => ![...statements.values()].some(({ start, end }) => start < span.end && span.start < end),
    ),
  };

  function add({ organ, finding, said, span }: Checked): void {
    const sizeMm = said.size_mm == null ? undefined : sizeIn(text, span, said.size_mm);
    if (said.size_mm != null && sizeMm === undefined) drop('size-not-in-quote');
    const statement = statementOf({ organ, finding, said, span }, sizeMm);
    const key = [statement.organ, finding, statement.state, statement.sides, span.start, span.end].join('/');
    if (!statements.has(key)) statements.set(key, statement);
  }
}

/** An item of an answer whose organ, finding and quotation are known. */
interface Checked {
  readonly organ: AnatomyTerms['organs'][number];
  readonly finding: string | undefined;
  readonly said: AnswerStatement;
  readonly span: Span;
}

const sizeIn = (text: string, { start, end }: Span, size: number): number | undefined =>
  findSizes(text, start, end).find(({ mm }) => Math.abs(mm - size) < 0.5)?.mm;

function statementOf(
  { organ: { organ, structures }, finding, said: { state, side, change, confidence }, span: { start, end } }: Checked,
  sizeMm: number | undefined,
): WindowStatement {
  const paired = !Array.isArray(structures) && typeof structures === 'object';
  return {
    organ,
    ...(finding ? { finding } : {}),
    state,
    sides: !paired || !side ? [] : side === 'both' ? ['left', 'right'] : [side],
    ...(sizeMm === undefined ? {} : { sizeMm }),
    ...(change ? { change } : {}),
    confidence: confidence ?? 0.8,
    start,
    end,
  };
}

/** `{ findings: […] }`, or the list alone, or one under another name. */
function itemsOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const { findings } = value as { findings?: unknown };
  if (Array.isArray(findings)) return findings;
  const lists = Object.values(value).filter(Array.isArray) as unknown[][];
  return lists.length === 1 && Object.keys(value).length === 1 ? lists[0] : undefined;
}
