import { existsSync, readFileSync } from 'node:fs';
import { builtInOrgans } from '@totalfm/anatomy';
import { createRandom } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { createRulesParser } from './create-rules-parser.ts';

const parser = createRulesParser({ organs: builtInOrgans });
const realReports = `${process.env.TOTALFM_TEST_DATA ?? '../shared/data'}/reports/chest-ct-755.csv`;

async function expectExactSpans(report: string): Promise<number> {
  const { findings } = await parser.parse(report);
  for (const { sentence, confidence, organ } of findings) {
    expect(report.slice(sentence.start, sentence.end)).toBe(sentence.text);
    expect(sentence.text.trim(), organ).toBe(sentence.text);
    expect(sentence.text).not.toBe('');
    expect(confidence).toBeGreaterThan(0);
    expect(confidence).toBeLessThanOrEqual(1);
  }
  return findings.length;
}

describe('spans', () => {
  it('point into generated reports, whatever stands between sentences', async () => {
    const random = createRandom('spans');
    const sentences = builtInOrgans.flatMap(({ normal, findings }) => [
      ...normal,
      ...findings.flatMap(({ prompts }) => [...prompts.present, ...prompts.absent]),
    ]);
    const joints = [
      ' ',
      '  ',
      '\n',
      '\r\n',
      '\n\n',
      '\n- ',
      ' • ',
      ' " ',
      '\n2. ',
      '; ',
      ', and ',
      '\nLIVER: ',
      '\nIMPRESSION: 1. ',
      ' (',
      ') ',
      '… ',
      ' – ',
    ];
    for (let i = 0; i < 300; i++) {
      const parts = Array.from({ length: 1 + random.integer(12) }, () =>
        random.pick(sentences).replace('{side}', random.pick(['left', 'right', 'Ä', ''])),
      );
      await expectExactSpans(
        parts.reduce(
          (report, part) => report + random.pick(joints) + (random.chance(0.2) ? part.replace('.', '') : part),
        ),
      );
    }
  });

  it('point into noise', async () => {
    const random = createRandom('noise');
    const pieces = [
      'liver',
      'No',
      '.',
      '\n',
      ' ',
      '2.5 cm',
      '"',
      '(',
      ')',
      ':',
      'x',
      'renal cyst',
      '•',
      '?',
      '🫁',
      'e\u0301',
      '-',
      '1.',
      'LEFT',
    ];
    for (let i = 0; i < 300; i++)
      await expectExactSpans(`a${Array.from({ length: random.integer(40) }, () => random.pick(pieces)).join('')}`);
  });

  it.skipIf(!existsSync(realReports))('point into 755 real reports', async () => {
    const reports = [...readFileSync(realReports, 'utf8').matchAll(/^train_[^,]*,"((?:[^"]|"")*)"/gm)].map(([, cell]) =>
      cell.replaceAll('""', '"'),
    );
    expect(reports.length).toBeGreaterThan(700);
    let statements = 0;
    for (const report of reports) statements += await expectExactSpans(report);
    expect(statements / reports.length).toBeGreaterThan(5);
  });
});
