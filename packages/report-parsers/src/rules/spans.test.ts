import { builtInOrgans } from '@totalfm/anatomy';
import { createRandom } from '@totalfm/core';
import { describe, it } from 'vitest';
import { createRulesParser } from './create-rules-parser.ts';
import { expectExactSpans } from '../test-support/exact-spans.ts';

const parser = createRulesParser({ organs: builtInOrgans });

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
        parser,
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
      await expectExactSpans(
        parser,
        `a${Array.from({ length: random.integer(40) }, () => random.pick(pieces)).join('')}`,
      );
  });
});
