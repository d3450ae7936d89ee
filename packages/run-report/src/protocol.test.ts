import { describe, expect, it } from 'vitest';
import { armsOf } from './compare/arms.ts';
import { compareEvaluators } from './compare/evaluators.ts';
import { headlineText } from './headline-text.ts';
import type { RunFiles } from './run-files.ts';
import { resultsSection } from './sections/results.ts';
import { madeUpResults } from './test-support/made-up-results.ts';

const [{ scores: _, ...findings }] = madeUpResults(60, 0);
const [first, second] = findings.targets;
const withheld = { ...findings, targets: [{ ...first, unseen: true as const }, second] };
const run = (name: string, metrics: RunFiles['metrics']): RunFiles => ({
  ...{ dir: name, name, metrics, training: [], scores: [], failures: [], written: [], checkpoints: {} },
});

describe('the protocol of a number', () => {
  it('stands in terminals and on pages, and nothing does where none is stated', () => {
    expect(headlineText({ findings: { ...findings, protocol: 'closed' } })[0]).toContain('Findings (closed), AUROC');
    expect(headlineText({ findings })[0]).toContain('Findings, AUROC');
    expect(resultsSection({ ...findings, protocol: 'contrast' }).markup).toContain('Protocol: contrast');
    expect(resultsSection(findings).markup).not.toContain('Protocol:');
  });

  it('keeps findings that were withheld apart from those that were learned', () =>
    expect(resultsSection(withheld).markup).toMatch(new RegExp(`unseen: withheld from training[^]*${first.name}`)));

  it('is told where compared runs differ in it, with what was withheld', () => {
    const runs = [run('a', { findings: { ...findings, protocol: 'closed' } }), run('b', { findings: withheld })];
    const { evaluators, notes } = compareEvaluators(armsOf(runs));
    expect(evaluators[0].protocols).toEqual(['closed', undefined]);
    expect(notes).toContain('Findings: protocols differ (a closed, b not stated).');
    expect(notes).toContain(`Findings: withheld from the training of b: ${first.name}.`);
  });
});
