import { describe, expect, it } from 'vitest';
import { compareReports } from './compare-reports.ts';
import type { StatedReport, Statement } from './statements.ts';

const report = (...findings: Partial<Statement>[]): StatedReport => ({
  findings: findings.map((one) => ({ organ: 'lung', state: 'present', sides: [], ...one })),
  mentioned: [...new Set(findings.map(({ organ = 'lung' }) => organ))],
});
const nodule = (rest: Partial<Statement> = {}) => ({ finding: 'lung_nodule', ...rest });
const outcomesOf = (generated: StatedReport, reference: StatedReport) =>
  compareReports(generated, reference).findings.map(({ finding, outcome }) => `${finding} ${outcome}`);

describe('outcomes', () => {
  it.each([
    ['stated by both', report(nodule()), report(nodule()), ['lung_nodule hit']],
    ['stated, and denied', report(nodule()), report(nodule({ state: 'absent' })), ['lung_nodule invented']],
    ['stated, and not mentioned', report(nodule()), report(), ['lung_nodule invented']],
    ['denied, and there', report(nodule({ state: 'absent' })), report(nodule()), ['lung_nodule missed']],
    ['hedged, and there', report(nodule({ state: 'uncertain' })), report(nodule()), ['lung_nodule missed']],
    ['left out of what is said of the organ', report({ state: 'absent' }), report(nodule()), ['lung_nodule missed']],
    [
      'of an organ left out',
      report({ organ: 'liver', state: 'absent' }),
      report(nodule()),
      ['lung_nodule notAssessed'],
    ],
    ['of an empty report', report(), report(nodule()), ['lung_nodule notAssessed']],
    ['hedged by the reference', report(nodule()), report(nodule({ state: 'uncertain' })), []],
    ['denied by both', report(nodule({ state: 'absent' })), report(nodule({ state: 'absent' })), []],
    ['hedged, and not there', report(nodule({ state: 'uncertain' })), report(), []],
    ['that no finding covers', report({ state: 'present' }), report({ state: 'present' }), []],
    [
      'of another organ',
      report(nodule({ organ: 'liver' })),
      report(nodule()),
      ['lung_nodule notAssessed', 'lung_nodule invented'],
    ],
    ['stated twice', report(nodule({ state: 'absent' }), nodule(), nodule()), report(nodule()), ['lung_nodule hit']],
  ])('a finding %s', (_, generated, reference, expected) => expect(outcomesOf(generated, reference)).toEqual(expected));
});

describe('a report that does not assess', () => {
  const kidney = { organ: 'kidney', finding: 'renal_stone' };
  const right = { ...kidney, sides: ['right'] } as const;
  const outcomeOf = (notAssessed: StatedReport['notAssessed'], reference: Partial<Statement>) =>
    compareReports({ ...report({ organ: 'kidney', state: 'absent' }), notAssessed }, report(reference)).findings[0]
      .outcome;
  const [ofLeft, ofRight] = (['left', 'right'] as const).map((side) => ({ organ: 'kidney', side }));

  it('an organ, or the side of a finding, does not miss it', () => {
    expect(outcomeOf([{ organ: 'kidney' }], kidney)).toBe('notAssessed');
    expect(outcomeOf([ofLeft, ofRight], kidney)).toBe('notAssessed');
    expect(outcomeOf([ofRight], right)).toBe('notAssessed');
    expect(outcomeOf([ofLeft], right)).toBe('missed');
    expect(outcomeOf([ofRight], kidney)).toBe('missed');
    expect(outcomeOf([ofRight], { ...kidney, sides: ['left', 'right'] })).toBe('missed');
    expect(outcomeOf([{ organ: 'liver' }], kidney)).toBe('missed');
  });

  it('any organ is silent, whatever words it has for that', () => {
    const said = { ...report({ organ: 'kidney', state: 'absent' }), notAssessed: [{ organ: 'kidney' }] };
    expect(compareReports(said, report(kidney))).toMatchObject({ silent: true, allNormal: false });
  });
});

describe('a hit', () => {
  const hit = (generated: Partial<Statement>[], ...reference: Partial<Statement>[]) =>
    compareReports(report(...generated.map(nodule)), report(...reference.map(nodule))).findings[0];

  it('has the sides of its reference, or not', () => {
    const sides = { left: { sides: ['left'] }, right: { sides: ['right'] } } as const;
    expect(hit([sides.left], sides.left).sideRight).toBe(true);
    expect(hit([sides.right], sides.left).sideRight).toBe(false);
    expect(hit([{}], sides.left).sideRight).toBe(false);
    expect(hit([sides.left], sides.left, sides.right).sideRight).toBe(false);
    expect(hit([sides.right, sides.left], sides.left, sides.right).sideRight).toBe(true);
    expect(hit([sides.left], {})).not.toHaveProperty('sideRight');
  });

  it('is as far off as the largest sizes that are present', () => {
    expect(hit([{ sizeMm: 9 }, { sizeMm: 4 }], { sizeMm: 12 }, { sizeMm: 30, state: 'absent' }).sizeErrorMm).toBe(3);
    expect(hit([{}], { sizeMm: 12 })).not.toHaveProperty('sizeErrorMm');
    expect(hit([{ sizeMm: 12 }], {})).not.toHaveProperty('sizeErrorMm');
  });
});

describe('a report without findings', () => {
  const verdict = (generated: StatedReport, reference: StatedReport) => {
    const { hasFindings, allNormal, silent } = compareReports(generated, reference);
    return { hasFindings, allNormal, silent };
  };

  it('calls all normal, or is silent, where there is something', () => {
    const there = { hasFindings: true, allNormal: false, silent: false };
    const normal = report({ organ: 'liver', state: 'absent' });
    expect(verdict(normal, report(nodule()))).toEqual({ ...there, allNormal: true });
    expect(verdict(report(nodule({ state: 'uncertain' })), report(nodule()))).toEqual({ ...there, allNormal: true });
    expect(verdict(report(), report(nodule()))).toEqual({ ...there, silent: true });
    expect(verdict(report({ finding: 'emphysema' }), report(nodule()))).toEqual(there);
    expect(verdict(normal, normal)).toEqual({ ...there, hasFindings: false });
  });
});
