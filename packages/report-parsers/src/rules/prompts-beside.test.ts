import { builtInOrgans, labelSets, wholeScanFindings } from '@totalfm/anatomy';
import { describe, expect, it } from 'vitest';
import { createRulesParser } from './create-rules-parser.ts';
import { statementTable } from './test-support/statement-table.ts';

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
  it.each([...scorable])('%s: enough, worded apart, and read as what they say', async (id, finding) => {
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
      expect(prompts[state].filter((_, index) => read[index].length === 0)).toEqual([]);
      expect(new Set(read.flat().map((statement) => statement.state))).toEqual(new Set([state]));
    }
  });
});

statementTable('general words of the whole scan', [
  ['There is metastatic disease.', '+metastatic_disease'],
  ['There is metastatic disease in the liver.', '+liver_metastases', '+metastatic_disease'],
  ['No metastatic disease in the liver.', '-liver_metastases'],
  ['LIVER: No metastatic disease.', '-liver_metastases'],
  ['No evidence of metastatic disease in the abdomen or pelvis.', '-metastatic_disease'],
  ['No pleural effusion or metastatic disease.', '-metastatic_disease', '-pleural_effusion'],
  ['History of metastatic disease.'],
  ['A carcinomatous process cannot be told apart.'],
]);

statementTable('a finding whose words name other anatomy', [
  ['No pulmonary embolism.', '-thrombosis'],
  ['Pulmonary thromboembolism.', '+thrombosis'],
  ['Findings compatible with pulmonary embolism and a nodule in the lingula.', '+lung_nodule left', '+thrombosis'],
]);
