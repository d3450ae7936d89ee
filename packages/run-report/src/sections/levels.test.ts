import type { EvaluationMetrics, TargetResult } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { bestFirst } from '../measures.ts';
import { levelsSection } from './levels.ts';
import { resultsSection } from './results.ts';

const target = (id: string, value: number, more: Partial<TargetResult> = {}): TargetResult => ({
  id,
  name: id,
  measures: { auroc: { value, low: value - 0.1, high: value + 0.05 } },
  ...more,
});
const level = (value: number, unit: string) => ({ level: { value, unit } });
const metrics: EvaluationMetrics = {
  title: 'Stress',
  description: 'Worse volumes.',
  unit: 'condition',
  measures: [{ id: 'auroc', title: 'AUROC', better: 'higher', chance: 0.5 }],
  primary: 'auroc',
  targets: [
    target('unchanged', 0.8),
    target('noise-50', 0.7, { grade: 'noise', ...level(50, 'HU') }),
    target('noise-20', 0.6, { grade: 'noise', ...level(20, 'HU') }),
    target('cut-10', 0.75, { grade: 'cut off', ...level(10, '%') }),
  ],
  means: [],
  skipped: [],
  details: {},
};

describe('levels', () => {
  it('are drawn as a curve for each grade, beginning at none, and told in words', () => {
    const { markup } = levelsSection(metrics)!;
    expect(markup.match(/<figure class="level">/g)).toHaveLength(2);
    expect(markup).toContain('aria-label="AUROC by noise: 0.800 at 0 HU, 0.600 at 20 HU, 0.700 at 50 HU."');
    expect(markup).toContain('AUROC by cut off: 0.800 at 0 %, 0.750 at 10 %.');
    expect(markup).toContain('dashed line');
  });
  it('stand in tables from the least to the most', () => {
    expect(bestFirst(metrics).map(({ id }) => id)).toEqual(['unchanged', 'cut-10', 'noise-20', 'noise-50']);
    expect(resultsSection(metrics).markup).toMatch(/noise-20[^]*noise-50/);
  });
  it('are nothing where no target has one', () => {
    expect(levelsSection({ ...metrics, targets: [target('a', 0.7)] })).toBeUndefined();
  });
});
