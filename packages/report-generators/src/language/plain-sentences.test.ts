import { testOrgans } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { inReportOrder, partTitle, sectionTitle } from './part-words.ts';
import { plainNormal, plainNotAssessed, plainStatement } from './plain-sentences.ts';

const [liver, kidney] = testOrgans;
const body = { ...liver, organ: 'body', name: 'body', structures: 'scan' } as const;
const thyroid = { ...liver, organ: 'thyroid', name: 'thyroid gland' };

describe('plain sentences', () => {
  it('name finding, side, and the organ where the finding does not', () => {
    const [cyst] = kidney.findings;
    expect(plainStatement(kidney, cyst, ['left'])).toBe('Renal cyst on the left.');
    expect(plainStatement(kidney, cyst, ['left', 'right'])).toBe('Renal cyst on both sides.');
    expect(plainStatement(kidney, { name: 'hydronephrosis' }, ['right'])).toBe('Hydronephrosis of the right kidney.');
    expect(plainStatement(kidney, { name: 'hydronephrosis' }, ['left', 'right'])).toBe(
      'Hydronephrosis of both kidneys.',
    );
    expect(plainStatement(liver, liver.findings[1], [])).toBe('Hepatomegaly.');
  });

  it('call an organ normal, or not assessed', () => {
    expect(plainNormal(liver, [])).toBe('The liver is unremarkable.');
    expect(plainNormal(kidney, ['left', 'right'])).toBe('Both kidneys are unremarkable.');
    expect(plainNormal(body, [])).toBe('The peritoneum and soft tissues are unremarkable.');
    expect(plainNotAssessed(kidney, ['left'], { reason: 'cut' })).toBe(
      'The left kidney was not assessed (cut by the edge of the scan).',
    );
    expect(plainNotAssessed(kidney, ['left', 'right'], { reason: 'missing' })).toBe(
      'Both kidneys were not assessed (not found in the scan).',
    );
    expect(plainNotAssessed(liver, [], { reason: 'doubted', otherwise: true })).toBe(
      'The liver was not assessed otherwise (not outlined reliably).',
    );
  });
});

describe('sections', () => {
  it('run from the chest to the pelvis, with organs of plugins before the whole scan', () => {
    expect(inReportOrder([body, thyroid, kidney, liver]).map(({ organ }) => organ)).toEqual([
      'liver',
      'kidney',
      'thyroid',
      'body',
    ]);
    expect([liver, kidney, body, thyroid].map(sectionTitle)).toEqual([
      'Liver',
      'Kidneys',
      'Peritoneum and soft tissues',
      'Thyroid gland',
    ]);
    expect([partTitle(kidney, 'left'), partTitle(liver)]).toEqual(['Left kidney', 'Liver']);
  });
});
