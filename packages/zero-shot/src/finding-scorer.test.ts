import type { Anatomy } from '@totalfm/core';
import { testAnatomy } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { createFindingScorer } from './finding-scorer.ts';

/** Statements lie on the first axis, denials opposite, and normal organs on the second. */
const vectorOf = (text: string) =>
  /normal/.test(text) ? Float32Array.of(0, 1) : Float32Array.of(/\bno\b/i.test(text) ? -1 : 1, 0);
const asked: string[][] = [];
const embedder = { embedTexts: async (texts: readonly string[]) => (asked.push([...texts]), texts.map(vectorOf)) };
const volume = Float32Array.of(0.6, 0.8);

describe('a finding scorer', () => {
  it('holds a volume against what states a finding and what does not', async () => {
    const score = async (negatives: 'none' | 'absent' | 'normal') =>
      (await createFindingScorer(embedder, testAnatomy, { negatives })).score(volume, 'hepatic_cyst');
    expect(await score('none')).toBeCloseTo(0.6, 6);
    expect(await score('absent')).toBeCloseTo(1.2, 6);
    expect(await score('normal')).toBeCloseTo(-0.2, 6);
  });

  it('scores the findings of a part, and all findings of a whole exam', async () => {
    const scorer = await createFindingScorer(embedder, testAnatomy);
    expect(Object.keys(scorer.scores(volume, { organ: 'kidney', side: 'left' }))).toEqual([
      'renal_cyst',
      'renal_stone',
    ]);
    expect(Object.keys(scorer.scores(volume, { organ: 'exam' }))).toHaveLength(4);
  });

  it('has no score for a finding without prompts, and asks for each text once', async () => {
    const [liver] = testAnatomy.organs;
    const [cyst, large] = liver.findings;
    const silent: Anatomy = {
      organs: [{ ...liver, findings: [cyst, { ...large, prompts: { present: [], absent: [] } }] }],
    };
    asked.length = 0;
    const scorer = await createFindingScorer(embedder, silent);
    expect(scorer.score(volume, 'hepatomegaly')).toBeUndefined();
    expect(Object.keys(scorer.scores(volume, { organ: 'liver' }))).toEqual(['hepatic_cyst']);
    expect(asked.flat()).toHaveLength(new Set(asked.flat()).size);
  });
});
