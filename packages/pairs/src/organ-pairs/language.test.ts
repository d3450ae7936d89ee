import { builtInOrgans } from '@totalfm/anatomy';
import type { Exam, ExamTruth, Finding, FindingState, Side } from '@totalfm/core';
import { testAnatomy, testTorso } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { examStates, partStates } from './finding-states.ts';
import { createOrganPairs, organPairsOptions } from './index.ts';
import { sentencesOf, statementsAbout } from './statements.ts';
import { partTruth } from './true-findings.ts';

const [liver, kidney] = testAnatomy.organs;
const lung = builtInOrgans.find(({ organ }) => organ === 'lung') as (typeof builtInOrgans)[number];

interface Said {
  organ?: string;
  finding?: string;
  state?: Finding['state'];
  sides?: readonly Side[];
  text?: string;
  start?: number;
}

const said = ({
  organ = 'kidney',
  finding,
  state = 'present',
  sides = [],
  text = 'A sentence.',
  start = 0,
}: Said): Finding => ({
  organ,
  state,
  sides,
  confidence: 1,
  sentence: { text, start, end: start + text.length },
  ...(finding && { finding }),
});

describe('states of findings', () => {
  const kidneys = (...statements: Said[]) => {
    const findings = statements.map(said);
    const one = (side: Side) =>
      partStates(kidney, side, statementsAbout(findings, { organ: 'kidney', side })).renal_cyst;
    return [one('left'), one('right'), examStates([kidney], findings).renal_cyst];
  };
  const cyst = { finding: 'renal_cyst' };
  const cases: ReadonlyArray<readonly [string, Said[], FindingState[]]> = [
    ['nothing said', [], ['not-mentioned', 'not-mentioned', 'not-mentioned']],
    ['present on one side', [{ ...cyst, sides: ['left'] }], ['present', 'not-mentioned', 'present']],
    ['present on both', [{ ...cyst, sides: ['left', 'right'] }], ['present', 'present', 'present']],
    ['present, nobody says where', [cyst], ['uncertain', 'uncertain', 'present']],
    ['absent without a side', [{ ...cyst, state: 'absent' }], ['absent', 'absent', 'absent']],
    [
      'absent on one side',
      [{ ...cyst, state: 'absent', sides: ['right'] }],
      ['not-mentioned', 'absent', 'not-mentioned'],
    ],
    [
      'uncertain on one side',
      [{ ...cyst, state: 'uncertain', sides: ['right'] }],
      ['not-mentioned', 'uncertain', 'uncertain'],
    ],
    ['the kidneys are normal', [{ state: 'absent' }], ['absent', 'absent', 'absent']],
    ['the left kidney is normal', [{ state: 'absent', sides: ['left'] }], ['absent', 'not-mentioned', 'not-mentioned']],
    ['a cyst, otherwise normal', [{ ...cyst, sides: ['left'] }, { state: 'absent' }], ['present', 'absent', 'present']],
    [
      'said to be absent and present',
      [
        { ...cyst, state: 'absent', sides: ['left'] },
        { ...cyst, sides: ['left'] },
      ],
      ['present', 'not-mentioned', 'present'],
    ],
    [
      'absent on the left, present somewhere',
      [{ ...cyst, state: 'absent', sides: ['left'] }, cyst],
      ['absent', 'uncertain', 'present'],
    ],
    [
      'another finding',
      [{ finding: 'renal_stone', sides: ['left'] }],
      ['not-mentioned', 'not-mentioned', 'not-mentioned'],
    ],
    ['something that no finding names', [{ sides: ['left'] }], ['not-mentioned', 'not-mentioned', 'not-mentioned']],
  ];
  for (const [what, statements, expected] of cases) it(what, () => expect(kidneys(...statements)).toEqual(expected));

  it('a finding of the whole organ without a side is in both', () => {
    const findings = [said({ organ: 'lung', finding: 'emphysema' }), said({ organ: 'lung', finding: 'lung_nodule' })];
    expect(partStates(lung, 'left', findings)).toMatchObject({ emphysema: 'present', lung_nodule: 'uncertain' });
  });

  it('sides of an unpaired organ are of its parts', () => {
    expect(partStates(liver, undefined, [said({ organ: 'liver', finding: 'hepatic_cyst', sides: ['left'] })])).toEqual({
      hepatic_cyst: 'present',
      hepatomegaly: 'not-mentioned',
    });
  });
});

describe('truth', () => {
  const truth = (
    findings: ExamTruth['findings'],
    assessed = ['renal_cyst', 'renal_stone', 'emphysema', 'lung_nodule'],
  ): ExamTruth => ({ findings, assessed });
  it('is of the side, and only of what was assessed', () => {
    const left = truth([{ finding: 'renal_cyst', organ: 'kidney', side: 'left' }], ['renal_cyst']);
    expect([
      partTruth(kidney, 'left', left),
      partTruth(kidney, 'right', left),
      partTruth(liver, undefined, left),
    ]).toEqual([{ renal_cyst: true }, { renal_cyst: false }, {}]);
  });
  it('is unknown where the side is unknown, but for the whole organ', () => {
    const sideless = truth([
      { finding: 'renal_cyst', organ: 'kidney' },
      { finding: 'emphysema', organ: 'lung' },
    ]);
    expect(partTruth(kidney, 'left', sideless)).toEqual({ renal_stone: false });
    expect(partTruth(lung, 'right', sideless)).toEqual({ emphysema: true, lung_nodule: false });
    expect(partTruth(kidney, undefined, sideless)).toEqual({ renal_cyst: true, renal_stone: false });
  });
});

describe('pairs', () => {
  const { ct, labelMap } = testTorso();
  const findings = [
    said({ finding: 'renal_stone', sides: ['right'], text: 'A stone on the right.', start: 50 }),
    said({ finding: 'renal_cyst', sides: ['left'], text: 'Cysts of the liver and left kidney.', start: 0 }),
    said({ organ: 'liver', finding: 'hepatic_cyst', text: 'Cysts of the liver and left kidney.', start: 0 }),
    said({ finding: 'renal_cyst', state: 'absent', sides: ['right'], text: 'A stone on the right.', start: 50 }),
    said({ organ: 'spleen', state: 'absent', text: 'The spleen is normal.', start: 80 }),
  ];
  const exam: Exam = {
    id: 'e.1',
    patient: 'p',
    split: 'validation',
    ct: async () => ct,
    report: async () => '',
    labelMap: async () => labelMap,
    truth: async () => ({
      findings: [{ finding: 'renal_cyst', organ: 'kidney', side: 'left' }],
      assessed: ['renal_cyst', 'hepatic_cyst'],
    }),
  };
  const parts = {
    exam,
    ct,
    labelMap,
    report: { findings, mentioned: ['kidney', 'liver'] },
    segmenter: 'files',
    parser: 'rules',
  };

  it('hold the sentences of their organ and side once, in report order', async () => {
    const pairs = await createOrganPairs(testAnatomy, organPairsOptions.parse({})).pairs(parts);
    const rows = Object.fromEntries(pairs.map(({ row }) => [row.key, row]));
    expect(Object.keys(rows)).toEqual(['e.1/liver', 'e.1/kidney_left', 'e.1/kidney_right']);
    expect(rows['e.1/liver'].sentences).toEqual(['Cysts of the liver and left kidney.']);
    expect(rows['e.1/kidney_left'].sentences).toEqual(['Cysts of the liver and left kidney.']);
    expect(rows['e.1/kidney_right'].sentences).toEqual(['A stone on the right.']);
    expect(rows['e.1/kidney_right']).toMatchObject({
      states: { renal_cyst: 'absent', renal_stone: 'present' },
      truth: { renal_cyst: false },
    });
    expect(rows['e.1/kidney_left'].truth).toEqual({ renal_cyst: true });
    for (const { row, volume } of pairs)
      expect(volume).toMatchObject({
        organ: row.organ,
        extentMm: row.extentMm,
        organExtentMm: row.organExtentMm,
        organMl: row.organMl,
      });
    expect(sentencesOf(findings)).toEqual([
      'Cysts of the liver and left kidney.',
      'A stone on the right.',
      'The spleen is normal.',
    ]);
  });

  it('of the whole exam hold everything: one volume, the whole report, all findings', async () => {
    const pairs = await createOrganPairs(testAnatomy, organPairsOptions.parse({ unit: 'exam' })).pairs(parts);
    expect(pairs).toHaveLength(1);
    expect(pairs[0].row).toMatchObject({
      key: 'e.1/body',
      organ: 'body',
      mentioned: true,
      sentences: ['Cysts of the liver and left kidney.', 'A stone on the right.', 'The spleen is normal.'],
      states: { hepatic_cyst: 'present', hepatomegaly: 'not-mentioned', renal_cyst: 'present', renal_stone: 'present' },
      truth: { hepatic_cyst: false, renal_cyst: true },
    });
    expect(pairs[0].volume.extentMm).toEqual([160, 144, 144]);
  });
});
