import { html, type Html } from '../html.ts';
import type { FailureRecord, RunFiles } from '../run-files.ts';
import { table } from '../table.ts';

const mostListed = 200;

/** Exams that could not be used, by code and one by one. */
export function failuresSection({ failures }: RunFiles): Html {
  if (failures.length === 0) return html`<p>No exam failed.</p>`;
  const byCode = groupByCode(failures);
  return html`${table('Failures by code', [{ title: 'Code' }, { title: 'Stages' }, { title: 'Exams', kind: 'number' }, { title: 'What to do' }],
    [...byCode].sort(([, a], [, b]) => b.length - a.length).map(([code, some]) => [
      html`<code>${code}</code>`,
      [...new Set(some.map(stageOf))].join(', '),
      String(new Set(some.map(examOf)).size),
      some[0].fix ?? '',
    ]))}
${table(failures.length > mostListed ? `The first ${mostListed} of ${failures.length} failures` : 'Failures by exam', [{ title: 'Exam' }, { title: 'Stage' }, { title: 'Code' }, { title: 'What was wrong', kind: 'path' }],
    failures.slice(0, mostListed).map((one) => [examOf(one), stageOf(one), html`<code>${one.code}</code>`, one.message ?? '']))}`;
}

function groupByCode(failures: readonly FailureRecord[]): Map<string, FailureRecord[]> {
  const groups = new Map<string, FailureRecord[]>();
  for (const one of failures) groups.set(one.code, [...(groups.get(one.code) ?? []), one]);
  return groups;
}

const examOf = ({ exam, where }: FailureRecord) => exam ?? where?.exam ?? '–';
const stageOf = ({ stage, where }: FailureRecord) => stage ?? where?.stage ?? '–';
