import type { ReportsLine } from '@totalfm/run-format';
import { describe, expect, it } from 'vitest';
import { madeUpReports } from '../test-support/made-up-reports.ts';
import { chooseExams } from './choose-exams.ts';
import { tallyOf } from './outcomes.ts';

const lines: readonly ReportsLine[] = madeUpReports(60, 0);
const examsOf = (chosen: ReturnType<typeof chooseExams>) => chosen.map((one) => one.lines.map(({ exam }) => exam));

describe('exams to look at', () => {
  it('are those with most hits, most inventions and most missed findings, each once', () => {
    const chosen = chooseExams(lines, 'retrieval', 12);
    expect(chosen.map(({ title, lines }) => [title, lines.length])).toEqual([
      ['Most hits', 4],
      ['Most invented', 4],
      ['Most missed', 4],
    ]);
    expect(new Set(examsOf(chosen).flat()).size).toBe(12);
    const hits = lines.map(({ byGenerator }) => tallyOf(byGenerator.retrieval.outcomes).hit);
    expect(tallyOf(chosen[0].lines[0].byGenerator.retrieval.outcomes).hit).toBe(Math.max(...hits));
  });

  it('are the same in whatever order they come', () =>
    expect(examsOf(chooseExams([...lines].reverse(), 'retrieval'))).toEqual(examsOf(chooseExams(lines, 'retrieval'))));

  it('leave out those that the generator failed on, and are filled up where nothing is there to find', () => {
    expect(examsOf(chooseExams(lines, 'language-model', 60)).flat()).not.toContain('exam-0001');
    const silent = lines.slice(0, 3).map(({ byGenerator: { retrieval }, ...line }) => ({
      ...line,
      byGenerator: { retrieval: { ...retrieval, outcomes: [] } },
    }));
    expect(chooseExams(silent, 'retrieval').map(({ title, lines }) => [title, lines.length])).toEqual([['Others', 3]]);
    expect(chooseExams(silent, 'nobody')).toEqual([]);
  });
});
