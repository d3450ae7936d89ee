import type { EvaluationMetrics } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { madeUpResults } from '../test-support/made-up-results.ts';
import { reliabilitySection } from './reliability.ts';
import { prSection, rocSection } from './roc.ts';

const [findings, , sizes] = madeUpResults(40, 0);

describe('curves', () => {
  it('are drawn of every target with cases of both classes, where the evaluator measures them', () => {
    for (const section of [rocSection, prSection]) {
      const drawn = section(findings, findings.scores)!.markup.match(/<figure class="roc">/g)!;
      expect(drawn.length).toBe(findings.targets.length);
      expect(section(sizes, sizes.scores)).toBeUndefined();
      expect(section(findings, [])).toBeUndefined();
    }
  });

  it('of reliability are drawn where the evaluator has them, before and after', () => {
    const bin = { meanProbability: 0.2, share: 0.3, count: 10 };
    const of = (reliability: object): EvaluationMetrics => ({ ...findings, details: { reliability } as never });
    const drawn = (reliability: object) => reliabilitySection(of(reliability))!.markup;
    const both = drawn({ before: [bin], after: [bin, { ...bin, meanProbability: 0.8 }] });
    expect(both.match(/aria-label="Reliability curve/g)).toHaveLength(2);
    expect(drawn({ before: [bin], after: [] }).match(/aria-label="Reliability curve/g)).toHaveLength(1);
    for (const nothing of [findings, of({ before: [], after: [] }), of([])])
      expect(reliabilitySection(nothing)).toBeUndefined();
  });
});
