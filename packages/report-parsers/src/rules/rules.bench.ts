import { existsSync, readFileSync } from 'node:fs';
import { builtInOrgans, ctRate18 } from '@totalfm/anatomy';
import { bench, describe } from 'vitest';
import { createRulesParser } from './create-rules-parser.ts';

// A report of twice the usual length. The plain scan looks for every term by one regular expression and does nothing else:
// it is the floor that the rules are measured against.
const report = builtInOrgans
  .flatMap(({ normal, findings }) => [normal[0], findings[0].prompts.present[0], findings[0].prompts.absent[0]])
  .join(' ')
  .replaceAll('{side}', 'left');
const parser = createRulesParser({ organs: builtInOrgans });
const words = builtInOrgans.flatMap(({ terms, findings }) => [
  ...terms,
  ...findings.flatMap((finding) => finding.terms),
]);
const anyTerm = new RegExp(
  `\\b(?:${[...new Set(words.flatMap((term) => term.split(' & ')).map((term) => term.replaceAll('*', '\\w*')))].join('|')})\\b`,
  'g',
);

describe('one report', () => {
  bench('plain keyword scan', () => void [...report.toLowerCase().matchAll(anyTerm)]);
  bench('rules', async () => void (await parser.parse(report)));
});

// A hundred real reports of 1,900 characters: 1,000 a second take 100 ms.
const table = `${process.env.TOTALFM_TEST_DATA ?? '../shared/data'}/reports/chest-ct-755.csv`;

describe.skipIf(!existsSync(table))('a hundred real chest reports', () => {
  const labelling = createRulesParser({ organs: builtInOrgans, beside: ctRate18.beside });
  const reports = existsSync(table)
    ? [...readFileSync(table, 'utf8').matchAll(/^train_[^,]*,"((?:[^"]|"")*)"/gm)]
        .slice(0, 100)
        .map(([, cell]) => cell.replaceAll('""', '"'))
    : [];
  bench('rules, with the findings of ct-rate-18', async () => {
    for (const one of reports) await labelling.parse(one);
  });
});
