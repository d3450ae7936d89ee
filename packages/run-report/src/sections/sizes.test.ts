import type { EvaluationMetrics } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { resultsSection } from './results.ts';
import { sizesSection } from './sizes.ts';

const bin = (name: string, mm: number, value: number) => ({
  ...{ id: name, name, level: { value: mm, unit: 'mm' }, positives: 12, findings: ['cyst'] },
  measures: { auroc: { value, low: value - 0.1, high: value + 0.05 } },
});
const metrics: EvaluationMetrics = {
  title: 'Findings',
  description: 'Findings.',
  unit: 'finding',
  measures: [{ id: 'auroc', title: 'AUROC', better: 'higher' }],
  primary: 'auroc',
  targets: [{ id: 'cyst', name: 'renal cyst', measures: { auroc: { value: 0.8, low: 0.7, high: 0.9 } } }],
  means: [],
  skipped: [],
  details: { labelSource: 'truth', bySize: [bin('below 8 mm', 6.2, 0.6), bin('from 24 mm', 31, 0.9)] },
};

describe('AUROC by the size of lesions', () => {
  it('is a curve, told in words, and a table that names findings', () => {
    const { markup } = sizesSection(metrics)!;
    expect(markup).toContain('aria-label="AUROC by lesions: 0.600 at 6.2 mm, 0.900 at 31 mm."');
    expect(markup).toMatch(/below 8 mm[^]*0\.600 \(0\.500–0\.650\)[^]*renal cyst/);
    expect(resultsSection(metrics).markup).not.toContain('6.2');
  });

  it('is nothing where an evaluator has none', () => {
    for (const details of [{}, { bySize: [] }] as EvaluationMetrics['details'][])
      expect(sizesSection({ ...metrics, details })).toBeUndefined();
  });
});
