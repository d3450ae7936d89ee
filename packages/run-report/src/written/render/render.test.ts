import type { StatementEvidence, WrittenReport } from '@totalfm/core';
import { writtenReport } from '@totalfm/run-format';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { madeUpVolume } from '../../test-support/made-up-run.ts';
import { writtenJson, writtenMarkdown, writtenPage, writtenText, type WrittenDocument } from './index.ts';

const evidence = (finding: string, slices?: readonly [number, number]): StatementEvidence => ({
  finding,
  pair: 'exam/kidney_left',
  ...(slices && { slices }),
  score: 0.312,
  threshold: 0.25,
});
const normal = { sides: [], findings: [], evidence: [], from: 'frame' } as const;
const stated = { organ: 'kidney', sides: ['left'], from: 'generator' } as const;

/** A model may write anything: markup, control characters, wide ones. */
const report: WrittenReport = {
  sections: [
    { title: 'Liver', organ: 'liver', sentences: [{ ...normal, organ: 'liver', text: 'The liver is normal.' }] },
    {
      title: 'Kidneys',
      organ: 'kidney',
      sentences: [
        {
          ...stated,
          text: '1. There is a *12 mm*\n<b>cyst</b> in the left kidney\u0007 (左腎嚢胞 🫘).',
          findings: ['renal_cyst'],
          evidence: [evidence('renal_cyst', [12, 15])],
        },
        {
          ...stated,
          text: 'There is a stone in the left kidney.',
          findings: ['renal_stone'],
          evidence: [evidence('renal_stone')],
          unsupported: true,
        },
        {
          ...stated,
          text: 'There is hydronephrosis.',
          findings: ['hydronephrosis'],
          evidence: [evidence('hydronephrosis', [3, 3])],
          from: 'check',
        },
      ],
    },
  ],
  impression: ['Left renal cyst.', 'Left renal stone.'],
  notAssessed: [
    { organ: 'kidney', side: 'right', reason: 'cut' },
    { organ: 'bladder', reason: 'missing' },
  ],
  checks: { stated: 3, dropped: 0, marked: 1, added: 1 },
  text: 'Liver: The liver is normal.\n',
  notices: [{ code: 'TFM_EXAMPLE', message: 'Went round in circles.', where: {}, fix: 'Nothing.' }],
};
const written: WrittenDocument = {
  report,
  generator: 'retrieval',
  model: '1f2e',
  nameOf: (finding) => finding.replaceAll('_', ' '),
};

describe('a written report', () => {
  it('is plain text', () =>
    expect(writtenText(written)).toBe(`Research software, not for diagnosis.
Written by retrieval, model 1f2e.

Liver: The liver is normal.
Kidneys: 1. There is a *12 mm* <b>cyst</b> in the left kidney (左腎嚢胞 🫘). There is a stone in the left kidney. [unsupported: the contrastive model does not see it] There is hydronephrosis. [added by the check]

Impression: Left renal cyst. Left renal stone.

Not assessed: kidney right (cut by the edge of the scan), bladder (no mask)
TFM_EXAMPLE: Went round in circles.
`));

  it('is Markdown, with what it rests on as footnotes, and no markup that a model wrote', () =>
    expect(writtenMarkdown(written)).toBe(String.raw`> **Research software, not for diagnosis.**

# Report

Written by retrieval, model 1f2e.

## Liver

The liver is normal.

## Kidneys

1\. There is a \*12 mm\* \<b\>cyst\</b\> in the left kidney (左腎嚢胞 🫘).[^1]
There is a stone in the left kidney.[^2] *(unsupported: the contrastive model does not see it)*
There is hydronephrosis.[^3] *(added by the check)*

## Impression

- Left renal cyst.
- Left renal stone.

## Not assessed

- kidney right (cut by the edge of the scan)
- bladder (no mask)

## Notices

- ${'`TFM_EXAMPLE`'} Went round in circles.

[^1]: renal cyst, kidney left, slices 12–15: score 0.312, threshold 0.250
[^2]: renal stone, kidney left, no slices stand out: score 0.312, threshold 0.250
[^3]: hydronephrosis, kidney left, slice 3: score 0.312, threshold 0.250
`));

  it('is JSON, with the evidence of every statement', () => {
    const { report: read, ...rest } = JSON.parse(writtenJson(written)) as Record<string, unknown>;
    expect(rest).toEqual({ notice: 'Research software, not for diagnosis.', generator: 'retrieval', model: '1f2e' });
    expect(writtenReport.parse(read)).toEqual(report);
  });

  it('is a page that asks for nothing, whose sentences open what they rest on', async () => {
    const markup = await writtenPage(written, madeUpVolume);
    expect(/https?:|url\(|@import|<script|<b>cyst/i.exec(markup)?.[0]).toBeUndefined();
    const { document } = parseHTML(markup);
    expect(document.querySelector('.notice')?.textContent).toBe('Research software, not for diagnosis.');
    expect([...document.querySelectorAll('h3')].map((one) => one.textContent)).toEqual([
      'Liver',
      'Kidneys',
      'Impression',
      'Not assessed',
    ]);
    const slices = [...document.querySelectorAll('details.statement')].map(
      (one) => one.querySelectorAll('svg.slice').length,
    );
    expect(slices).toEqual([4, 1, 1]);
    // What two sentences rest on is embedded once.
    expect(document.querySelectorAll('symbol image')).toHaveLength(5);
    expect([...document.querySelectorAll('.badge')].map((one) => one.textContent?.trim())).toEqual([
      'unsupported',
      'added by the check',
    ]);
  });

  it('is a page without pictures where no volume is at hand', async () => {
    const { document } = parseHTML(await writtenPage(written));
    expect(document.querySelectorAll('svg')).toHaveLength(0);
    expect(document.querySelector('figcaption')?.textContent?.replaceAll(/\s+/g, ' ').trim()).toBe(
      'renal cyst, kidney left, slices 12–15: score 0.312, threshold 0.250',
    );
  });
});
