import { builtInOrgans, labelReport, merlin30 } from '@totalfm/anatomy';
import type { Finding, ParsedReport } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { createRulesParser } from './create-rules-parser.ts';
import { abdomen } from './test-support/merlin-30/abdomen.ts';
import { chest } from './test-support/merlin-30/chest.ts';
import { held } from './test-support/merlin-30/held.ts';

const parser = createRulesParser({ organs: builtInOrgans, beside: merlin30.beside });
const signs: Readonly<Record<Finding['state'], string>> = { present: '+', uncertain: '?', absent: '-' };

/** The labels that a report speaks of, each with the strongest state that one of its findings has. */
const labelsOf = ({ findings }: ParsedReport): string[] =>
  merlin30.labels.flatMap(({ name, findings: ids }) => {
    const said = findings.filter(({ finding }) => finding !== undefined && ids.includes(finding));
    const state = (['present', 'uncertain', 'absent'] as const).find((one) => said.some(({ state }) => state === one));
    return state ? [signs[state] + name] : [];
  });

describe('the 30 findings of Merlin in made-up sentences', () => {
  const sentences = [...chest, ...abdomen, ...held];

  it.each(sentences)('%s', async (text, ...labels) => {
    const parsed = await parser.parse(text);
    expect(labelsOf(parsed).sort()).toEqual(labels.sort());
  });

  it('are each found, denied and hedged', () => {
    for (const { name } of merlin30.labels)
      for (const sign of ['+', '-', '?'])
        expect(
          sentences.some(([, ...labels]) => labels.includes(sign + name)),
          sign + name,
        ).toBe(true);
  });

  it('give the label of a data set: 1 where a finding is present', async () => {
    for (const [text, ...labels] of sentences) {
      const row = labelReport(await parser.parse(text), merlin30);
      expect(
        merlin30.labels
          .filter((_, index) => row[index] === 1)
          .map(({ name }) => `+${name}`)
          .sort(),
      ).toEqual(labels.filter((label) => label.startsWith('+')).sort());
    }
  });
});
