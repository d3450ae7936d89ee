import type { EvaluationMetrics, Json } from '@totalfm/core';
import { decimal, words } from '../format.ts';
import { html, type Html } from '../html.ts';
import { factTable } from '../table.ts';

/** What an evaluator did not score, and how it was done; `details` may be a part of its own. */
export function evaluationFacts({ title, skipped }: EvaluationMetrics, details: EvaluationMetrics['details']): Html {
  return html`${factTable('Not scored', skippedFacts(skipped))}
  ${factTable(`How it was done: ${title}`, detailFacts(details))}`;
}

/** By reason: how many targets it keeps from being scored, and which. */
function skippedFacts(skipped: EvaluationMetrics['skipped']): [string, string][] {
  const byReason = new Map<string, string[]>();
  for (const { target, reason } of skipped) byReason.set(reason, [...(byReason.get(reason) ?? []), words(target)]);
  return [...byReason].map(([reason, targets]) => [`${reason}: ${targets.length}`, targets.sort().join(', ')]);
}

/** Details as names and values; those of a group stand under its name. */
function detailFacts(details: EvaluationMetrics['details'], before = ''): [string, string][] {
  return Object.entries(details).flatMap(([name, value]): [string, string][] => {
    const title = `${before}${words(name)}`;
    if (isNumbers(value))
      return [
        [
          title,
          Object.entries(value)
            .map(([of, number]) => `${words(of)} ${decimal(number)}`)
            .join(', '),
        ],
      ];
    if (isGroup(value)) return detailFacts(value as EvaluationMetrics['details'], `${title}: `);
    return [[title, Array.isArray(value) ? value.map(shortText).join(', ') : shortText(value)]];
  });
}

const isGroup = (value: Json) => typeof value === 'object' && value !== null && !Array.isArray(value);
/** One number for each of many: in one line. */
const isNumbers = (value: Json): value is Readonly<Record<string, number>> =>
  isGroup(value) && Object.values(value as object).every((one) => typeof one === 'number');
const shortText = (value: Json) => (typeof value === 'string' ? value : JSON.stringify(value));
