import { TotalFmError, type Finding, type ReportParser } from '@totalfm/core';
import { describeReportParser, expectCodedError, testAnatomy } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { createRulesParser } from '../rules/create-rules-parser.ts';
import { createEnsembleParser } from './create-ensemble-parser.ts';

describeReportParser('ensemble', {
  make: (anatomy) =>
    createEnsembleParser(
      anatomy,
      ['one', 'two'].map((name) => ({ name, parser: createRulesParser(anatomy) })),
    ),
});

const report = 'A renal cyst.';
const says = (state?: Finding['state']): ReportParser => ({
  parse: async () => ({
    findings: state
      ? [
          {
            organ: 'kidney',
            finding: 'renal_cyst',
            state,
            sides: [],
            confidence: 1,
            sentence: { text: report, start: 0, end: report.length },
          },
        ]
      : [],
    mentioned: state ? ['kidney'] : [],
  }),
});
const failing: ReportParser = {
  parse: () => Promise.reject(new TotalFmError('TFM_LLM_FAILED', { message: 'No.', fix: 'Ask again.' })),
};
const vote = (...parsers: ReportParser[]) =>
  createEnsembleParser(
    testAnatomy,
    parsers.map((parser, index) => ({ name: `p${index}`, parser })),
  ).parse(report);

describe('an ensemble', () => {
  it.each([
    ['the most', [says('absent'), says('present'), says('present')], 'present', 0.667],
    ['the first where votes are equal', [says('uncertain'), says('present')], 'uncertain', 0.5],
    ['those that read the report', [failing, says('present'), says('present')], 'present', 1],
  ])('takes what %s say', async (_who, parsers, state, confidence) => {
    expect((await vote(...parsers)).findings).toMatchObject([{ state, confidence }]);
  });

  it('takes nothing that most do not mention, and keeps every vote', async () => {
    const { findings, mentioned, votes } = await vote(says(), says('present'), says());
    expect([findings, mentioned]).toEqual([[], []]);
    expect(votes).toMatchObject([
      {
        organ: 'kidney',
        finding: 'renal_cyst',
        votes: {
          p0: { state: 'not-mentioned', sentences: [] },
          p1: { state: 'present', sentences: [{ text: report }] },
          p2: { state: 'not-mentioned' },
        },
      },
    ]);
  });

  it('counts parsers that fail, and fails when all do', async () => {
    expect((await vote(failing, says('present'))).notices).toMatchObject([{ code: 'TFM_ENSEMBLE_MEMBER' }]);
    await expectCodedError(vote(failing, failing), 'TFM_LLM_FAILED');
  });
});
