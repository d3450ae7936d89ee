import { type ExamParts, type ExamTruth, type Finding, type FindingState, type Side, wholeExam } from '@totalfm/core';
import { storedVolume, testAnatomy, testPairs } from '@totalfm/testing';
import { builtInOrgans } from '@totalfm/anatomy';
import { describe, expect, it } from 'vitest';
import { examStates, partStates } from './finding-states.ts';
import { createOrganPairs } from './index.ts';
import { sentencesOf, statementsAbout } from './statements.ts';
import { partPlaces, partTruth } from './true-findings.ts';

const [liver, kidney] = testAnatomy.organs;
const lung = builtInOrgans.find(({ organ }) => organ === 'lung') as (typeof builtInOrgans)[number];

interface Said {
  organ?: string;
  finding?: string;
  state?: Finding['state'];
  sides?: readonly Side[];
  text?: string;
  start?: number;
  confidence?: number;
}

const said = ({
  organ = 'kidney',
  finding,
  state = 'present',
  sides = [],
  text = 'A sentence.',
  start = 0,
  confidence = 1,
}: Said): Finding => ({
  organ,
  state,
  sides,
  confidence,
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
    [
      'something else is denied',
      [{ state: 'absent', confidence: 0.7 }],
      ['not-mentioned', 'not-mentioned', 'not-mentioned'],
    ],
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

describe('places of true findings', () => {
  const at = { organ: 'kidney', centreMm: [1, 2, 3] } as const;
  const truth: ExamTruth = {
    findings: [
      { ...at, finding: 'renal_cyst', side: 'left', sizeMm: 12 },
      { ...at, finding: 'renal_stone' },
      { organ: 'liver', finding: 'hepatic_cyst' },
    ],
    assessed: [],
  };
  it('are those of the organ, on a side those that are said to lie there; nothing where none is known', () => {
    const cyst = { finding: 'renal_cyst', centreMm: [1, 2, 3], sizeMm: 12 };
    expect(partPlaces(kidney, 'left', truth)).toEqual([cyst]);
    expect(partPlaces(kidney, undefined, truth)).toEqual([cyst, { finding: 'renal_stone', centreMm: [1, 2, 3] }]);
    expect([partPlaces(kidney, 'right', truth), partPlaces(liver, undefined, truth)]).toEqual([undefined, undefined]);
  });
});

describe('pairs', () => {
  const volumes = testPairs({ exams: 1 }).map((pair) => storedVolume(pair).row);
  const findings = [
    said({ finding: 'renal_stone', sides: ['right'], text: 'A stone on the right.', start: 50 }),
    said({ finding: 'renal_cyst', sides: ['left'], text: 'Cysts of the liver and left kidney.', start: 0 }),
    said({ organ: 'liver', finding: 'hepatic_cyst', text: 'Cysts of the liver and left kidney.', start: 0 }),
    said({ finding: 'renal_cyst', state: 'absent', sides: ['right'], text: 'A stone on the right.', start: 50 }),
    said({ organ: 'spleen', state: 'absent', text: 'The spleen is normal.', start: 80 }),
  ];
  const parts: ExamParts = {
    exam: { id: 'exam-000', patient: 'p', split: 'validation' },
    volumes,
    report: { findings, mentioned: ['kidney', 'liver'] },
    truth: {
      findings: [{ finding: 'renal_cyst', organ: 'kidney', side: 'left' }],
      assessed: ['renal_cyst', 'hepatic_cyst'],
    },
  };
  const join = (rest: Partial<ExamParts> = {}) => createOrganPairs(testAnatomy).join({ ...parts, ...rest });

  it('hold the sentences of their organ and side once, in report order', () => {
    const [liver, left, right] = join();
    expect(liver.sentences).toEqual(['Cysts of the liver and left kidney.']);
    expect(left.sentences).toEqual(['Cysts of the liver and left kidney.']);
    expect(right).toMatchObject({
      sentences: ['A stone on the right.'],
      states: { renal_cyst: 'absent', renal_stone: 'present' },
      truth: { renal_cyst: false },
    });
    // Both statements are of the one sentence, and say so by its place.
    expect(right.findings.map(({ finding, sentence }) => [finding, sentence])).toEqual([
      ['renal_stone', 0],
      ['renal_cyst', 0],
    ]);
    expect(left.truth).toEqual({ renal_cyst: true });
    expect('truth' in join({ truth: undefined })[0]).toBe(false);
    expect(sentencesOf(findings).sentences).toEqual([
      'Cysts of the liver and left kidney.',
      'A stone on the right.',
      'The spleen is normal.',
    ]);
  });

  it('of the whole exam hold everything: the whole report, all findings', () => {
    const [whole] = join({ volumes: [{ ...volumes[0], organ: wholeExam, key: `exam-000/${wholeExam}` }] });
    expect(whole).toMatchObject({
      mentioned: true,
      sentences: ['Cysts of the liver and left kidney.', 'A stone on the right.', 'The spleen is normal.'],
      states: { hepatic_cyst: 'present', hepatomegaly: 'not-mentioned', renal_cyst: 'present', renal_stone: 'present' },
      truth: { hepatic_cyst: false, renal_cyst: true },
    });
    expect(whole.findings.map(({ sentence }) => sentence)).toEqual([1, 0, 0, 1, 2]);
  });
});
