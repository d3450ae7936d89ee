import type { Anatomy, ParsedReport, ReportParser } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { testAnatomy } from '../fixtures/organs.ts';

export interface ReportParserSubject {
  /** A parser for these organs. */
  readonly make: (anatomy: Anatomy) => ReportParser | Promise<ReportParser>;
}

const report = [
  'FINDINGS:',
  'The liver is normal in size. A 14 mm cyst in the left kidney – “simple”.',
  'No renal stones. The lungs are clear.',
].join('\n');

/** Checks a report parser: exact spans, states, sides, and that unmentioned organs stay unmentioned. */
export function describeReportParser(name: string, { make }: ReportParserSubject): void {
  describe(`report parser ${name}`, () => {
    const parse = async (text: string): Promise<ParsedReport> => (await make(testAnatomy)).parse(text);

    it('points into the report, exactly', async () => {
      const { findings } = await parse(report);
      expect(findings.length).toBeGreaterThan(0);
      for (const { sentence, confidence } of findings) {
        expect(report.slice(sentence.start, sentence.end)).toBe(sentence.text);
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
      }
    });

    it('speaks of organs and findings of the experiment only', async () => {
      const { findings, mentioned } = await parse(report);
      const organs = new Map(
        testAnatomy.organs.map((organ) => [organ.organ, organ.findings.map((finding) => finding.id)]),
      );
      for (const organ of mentioned) expect([...organs.keys()]).toContain(organ);
      for (const { organ, finding, state } of findings) {
        expect(mentioned).toContain(organ);
        if (finding) expect(organs.get(organ)).toContain(finding);
        expect(['present', 'absent', 'uncertain']).toContain(state);
      }
    });

    it('reads a finding with its side and size, and a negated one', async () => {
      const { findings } = await parse(report);
      const cyst = findings.find((finding) => finding.finding === 'renal_cyst');
      expect(cyst).toMatchObject({ organ: 'kidney', state: 'present', sides: ['left'] });
      expect(cyst?.sizeMm).toBeCloseTo(14, 3);
      expect(findings.find((finding) => finding.finding === 'renal_stone')).toMatchObject({
        organ: 'kidney',
        state: 'absent',
      });
    });

    it('tells place, structures and phase by the words of the report', async () => {
      const text = [
        'TECHNIQUE: CT in the portal venous phase.',
        'FINDINGS: A cyst in the upper pole of the left kidney. No hepatic cyst in the arterial phase.',
      ].join('\n');
      const { findings } = await parse(text);
      const cyst = findings.find(({ finding }) => finding === 'renal_cyst');
      expect(cyst).toMatchObject({ structures: ['kidney_left'], phase: 'portal-venous' });
      expect(cyst?.location).toMatch(/upper pole of the left kidney/);
      for (const { location = '', sentence } of findings) expect(sentence.text).toContain(location);
      expect(findings.find(({ finding }) => finding === 'hepatic_cyst')).toMatchObject({ phase: 'arterial' });
    });

    it('says nothing about an organ that the report does not mention', async () => {
      const { findings, mentioned } = await parse('The kidneys are normal.');
      expect(mentioned).toEqual(['kidney']);
      expect(findings.every((finding) => finding.organ === 'kidney')).toBe(true);
    });

    it('makes nothing of a report without organs', async () => {
      expect(await parse('Technique: helical acquisition.\n\n')).toEqual({ findings: [], mentioned: [] });
    });

    it('gives the same result every time', async () => {
      expect(await parse(report)).toEqual(await parse(report));
    });
  });
}
