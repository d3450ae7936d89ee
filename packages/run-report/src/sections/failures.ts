import { groupBy } from '@totalfm/core';
import type { FailureLine } from '@totalfm/run-format';
import { html, type Html } from '../html.ts';
import type { RunFiles } from '../run-files.ts';
import { table } from '../table.ts';

const mostListed = 200;

/** Exams that could not be used, by code and one by one. */
export function failuresSection({ failures }: RunFiles): Html {
  const warnings = failures.filter(({ level }) => level === 'warning');
  const errors = failures.filter(({ level }) => level !== 'warning');
  return html`${errors.length === 0 && html`<p>No exam failed.</p>`}
  ${errors.length > 0 && failureTables('Failures', errors)}
  ${warnings.length > 0 && failureTables('Warnings, which stopped nothing', warnings)}`;
}

function failureTables(title: string, failures: readonly FailureLine[]): Html {
  const byCode = groupBy(failures, ({ code }) => code);
  return html`${table(
    `${title}, by code`,
    [{ title: 'Code' }, { title: 'Stages' }, { title: 'Exams', kind: 'number' }, { title: 'What to do' }],
    [...byCode]
      .sort(([, a], [, b]) => b.length - a.length)
      .map(([code, some]) => [
        html`<code>${code}</code>`,
        [...new Set(some.map(({ stage }) => stage))].join(', '),
        String(new Set(some.map(examOf)).size),
        some[0].fix,
      ]),
  )}
  ${table(
    `${title}, one by one${failures.length > mostListed ? ` (the first ${mostListed} of ${failures.length})` : ''}`,
    [{ title: 'Exam' }, { title: 'Stage' }, { title: 'Code' }, { title: 'What was wrong', kind: 'path' }],
    failures.slice(0, mostListed).map((one) => [examOf(one), one.stage, html`<code>${one.code}</code>`, one.message]),
  )}`;
}

const examOf = ({ exam, where }: FailureLine) => exam ?? where.exam ?? '–';
