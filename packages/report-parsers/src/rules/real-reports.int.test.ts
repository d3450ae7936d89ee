import { existsSync, readFileSync } from 'node:fs';
import { builtInOrgans } from '@totalfm/anatomy';
import { expect, it } from 'vitest';
import { expectExactSpans } from '../test-support/exact-spans.ts';
import { createRulesParser } from './create-rules-parser.ts';

const realReports = `${process.env.TOTALFM_TEST_DATA ?? '../shared/data'}/reports/chest-ct-755.csv`;

it.skipIf(!existsSync(realReports))('takes 755 real reports for English, and points into each', async () => {
  const parser = createRulesParser({ organs: builtInOrgans });
  const reports = [...readFileSync(realReports, 'utf8').matchAll(/^train_[^,]*,"((?:[^"]|"")*)"/gm)].map(([, cell]) =>
    cell.replaceAll('""', '"'),
  );
  expect(reports.length).toBeGreaterThan(700);
  let findings = 0;
  for (const report of reports) findings += await expectExactSpans(parser, report);
  expect(findings).toBeGreaterThan(5000);
});
