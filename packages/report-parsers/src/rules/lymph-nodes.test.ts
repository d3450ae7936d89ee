import { builtInOrgans, ctRate18, labelReport } from '@totalfm/anatomy';
import { expect, it } from 'vitest';
import { createRulesParser } from './create-rules-parser.ts';
import { statementTable } from './test-support/statement-table.ts';

statementTable(
  'lymph nodes that are not enlarged',
  [
    'Mediastinal lymph nodes up to 8 mm, not pathologically enlarged.',
    'Subcentimetre mediastinal lymph nodes.',
    'Sub-centimeter lymph nodes in the axilla.',
    'Mediastinal lymph nodes, not enlarged by size criteria.',
    'Nonenlarged mediastinal lymph nodes.',
    'Non-enlarged lymph nodes are seen.',
    'Lymph nodes are within normal size limits.',
    'Hilar lymph nodes are not enlarged.',
    'Lymph nodes are seen but are not enlarged.',
    'Retroperitoneal lymph nodes are normal in size.',
    'Normal-sized mediastinal lymph nodes.',
    'Small mediastinal lymph nodes not reaching pathological size.',
    'Lymph nodes up to 7 mm, none enlarged by CT criteria.',
    'A few mediastinal lymph nodes, none of which is pathologically enlarged.',
    'Lymph nodes up to 8 mm in short axis, within normal limits.',
    'Inguinal lymph nodes that do not meet size criteria for enlargement.',
    'Lymph nodes with a short axis of less than 10 mm.',
    'No enlarged lymph nodes.',
    'No pathologically enlarged lymph nodes.',
  ].map((report) => [report, '-lymphadenopathy']),
);

statementTable('lymph nodes that are enlarged', [
  ['Enlarged lymph nodes up to 18 mm.', '+lymphadenopathy 18'],
  ['Mediastinal lymph nodes up to 18 mm.', '+lymphadenopathy 18'],
  ['Mediastinal lymphadenopathy up to 18 mm.', '+lymphadenopathy 18'],
  ['Several enlarged mediastinal lymph nodes, the largest 22 mm.', '+lymphadenopathy 22'],
  ['Pathologically enlarged lymph node of 9 mm.', '+lymphadenopathy 9'],
  ['Lymph nodes of 8 mm, suspicious for metastases.', '+lymphadenopathy 8'],
  ['Millimetric lymph nodes, the largest of 17 x 12 mm.', '+lymphadenopathy 17'],
  ['Lymph node of 14 mm in the hilum, others not enlarged.', '+lymphadenopathy 14'],
  [
    'Lymph nodes not enlarged in the mediastinum, but an enlarged lymph node of 15 mm in the left axilla.',
    '+lymphadenopathy 15',
    '-lymphadenopathy',
  ],
]);

statementTable('lymph nodes whose size the next sentence tells', [
  ...[
    'Mediastinal lymph nodes. The largest measures 8 mm, not pathologically enlarged.',
    'Mediastinal lymph nodes are seen. The largest measures 8 mm.',
    'Several mediastinal lymph nodes. They are subcentimeter.',
    'Hilar lymph nodes. None is pathologically enlarged.',
    'A few axillary lymph nodes. These are not enlarged by CT size criteria.',
  ].map((report) => [report, ...Array<string>(report.includes('8 mm.') ? 2 : 1).fill('-lymphadenopathy')] as const),
  ['Mediastinal lymph nodes. The largest measures 18 mm.', '+lymphadenopathy', '+lymphadenopathy 18'],
  ['Enlarged lymph nodes. The largest measures 9 mm.', '+lymphadenopathy', '+lymphadenopathy 9'],
  ['Lymph node of 14 mm in the hilum. Others are not enlarged.', '+lymphadenopathy 14'],
  ['Mediastinal lymph nodes. The spleen is not enlarged.', '+lymphadenopathy', '-splenomegaly'],
  ['Mediastinal lymph nodes. The largest measures 8 mm, suspicious for metastases.', '+lymphadenopathy'],
]);

it('are a label of CT-RATE all the same', async () => {
  const parser = createRulesParser({ organs: builtInOrgans, beside: ctRate18.beside });
  const at = ctRate18.labels.findIndex(({ name }) => name === 'Lymphadenopathy');
  const label = async (report: string) => labelReport(await parser.parse(report), ctRate18)[at];
  expect(await label('Mediastinal lymph nodes that do not reach pathological size.')).toBe(1);
  expect(await label('No enlarged lymph nodes.')).toBe(0);
});
