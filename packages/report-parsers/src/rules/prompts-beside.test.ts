import { builtInOrgans, labelSets, wholeScanFindings } from '@totalfm/anatomy';
import { describe, expect, it } from 'vitest';
import { createRulesParser } from './create-rules-parser.ts';

/** Every finding beside organs that has prompts, with the beside of its set. */
const scorable = new Map(
  [[wholeScanFindings], ...labelSets.map(({ beside }) => beside)].flatMap((beside) =>
    beside.flatMap(({ organ, findings }) =>
      findings.flatMap(({ id, prompts }) => (prompts ? [[id, { organ, prompts, beside }] as const] : [])),
    ),
  ),
);
const nameOf = new Map(builtInOrgans.map(({ organ, name }) => [organ, name]));

describe('prompts of findings beside organs', () => {
  it.each([...scorable])('%s: enough, worded apart, and never read as the opposite', async (id, finding) => {
    const { organ, prompts, beside } = finding;
    expect(prompts.present.length).toBeGreaterThanOrEqual(5);
    expect(prompts.absent.length).toBeGreaterThanOrEqual(4);
    expect(new Set([...prompts.present, ...prompts.absent]).size).toBe(prompts.present.length + prompts.absent.length);
    const parser = createRulesParser({ organs: builtInOrgans, beside });
    for (const state of ['present', 'absent'] as const) {
      const read = await Promise.all(
        prompts[state].map(async (prompt) => {
          const text = prompt.replaceAll('{side}', 'left').replaceAll('{organ}', nameOf.get(organ)!);
          return (await parser.parse(text)).findings.filter((statement) => statement.finding === id);
        }),
      );
      // Some are words of general English, which the rules leave open where no organ stands beside them.
      expect(read.filter((statements) => statements.length > 0).length).toBeGreaterThan(read.length / 2);
      expect(new Set(read.flat().map((statement) => statement.state))).toEqual(new Set([state]));
    }
  });
});
