import { describe, expect, it } from 'vitest';
import { createRandom } from '@totalfm/core';
import { createRulesDeidentifier } from './create-rules-deidentifier.ts';

const mask = (report: string) => createRulesDeidentifier().mask(report);

const report = `Patient: SMITH, John Q   MRN: A1234567   DOB: 03/04/1956
Referring physician: Dr. Maria van der Berg, St. Mary's Hospital. Tel: +1 (555) 010-2030
EXAM: CT abdomen 2021-05-06 14:35. Accession No: CT-99812
INDICATION: 65-year-old man, Mr. Smith, with pain since March 12, 2021.
COMPARISON: CT of 1 Feb 2020.
FINDINGS: A 14 mm cyst in the left kidney (series 3, image 45). T12 compression fracture, 2.5 x 1.8 cm hepatic lesion in segment VII, 45 HU.
Discussed with Jane Doe at 15:10. john.smith@example.org
Electronically signed by Robert Brown, MD`;

describe('the rules’ de-identifier', () => {
  it('takes out what tells who the patient is', async () => {
    const { text, counts } = await mask(report);
    for (const secret of [
      'SMITH',
      'Smith',
      'John',
      'A1234567',
      '03/04/1956',
      'Berg',
      'Maria',
      'Mary',
      '010-2030',
      '2021',
      '99812',
      '65-year',
      'March',
      'Feb',
      'Jane',
      'Doe',
      '15:10',
      'example',
      'Robert',
      'Brown',
    ]) {
      expect(text, secret).not.toContain(secret);
    }
    expect(counts).toMatchObject({
      NAME: expect.any(Number),
      DATE: expect.any(Number),
      ID: 2,
      AGE: 1,
      PHONE: 1,
      EMAIL: 1,
    });
  });

  it('leaves what a finding is made of', async () => {
    const { text } = await mask(report);
    expect(text).toContain(
      'A 14 mm cyst in the left kidney (series 3, image 45). T12 compression fracture, 2.5 x 1.8 cm hepatic lesion in segment VII, 45 HU.',
    );
  });

  it('puts everything back', async () => {
    const masked = await mask(report);
    expect(masked.restore(masked.text).toLowerCase()).toBe(report.toLowerCase());
    expect(masked.toOriginal({ start: 0, end: masked.text.length })).toEqual({ start: 0, end: report.length });
  });

  it('maps every span back to what was written there', async () => {
    const masked = await mask(report);
    const random = createRandom('spans');
    for (let draw = 0; draw < 500; draw++) {
      const places = [random.integer(masked.text.length), random.integer(masked.text.length)].sort((a, b) => a - b);
      const placeholders = [...masked.text.matchAll(/\[[A-Z]+_\d+\]/g)].map((match) => ({
        start: match.index,
        end: match.index + match[0].length,
      }));
      const touched = placeholders.filter(
        (placeholder) => placeholder.start <= places[1] && places[0] < placeholder.end,
      );
      const whole = {
        start: Math.min(places[0], ...touched.map(({ start }) => start)),
        end: Math.max(places[1] + 1, ...touched.map(({ end }) => end)),
      };
      const { start, end } = masked.toOriginal({ start: places[0], end: places[1] + 1 });
      expect(report.slice(start, end).toLowerCase()).toBe(
        masked.restore(masked.text.slice(whole.start, whole.end)).toLowerCase(),
      );
    }
  });

  it('takes its own placeholders in a report for text', async () => {
    const masked = await mask('Patient: John Miller. See [NAME_1].');
    expect(masked.text).toBe('Patient: [NAME_2]. See [NAME_1].');
    expect(masked.restore(masked.text)).toBe('Patient: John Miller. See [NAME_1].');
  });

  it.each([
    'The pouch of Douglas is free. Baker cyst. May-Thurner anatomy. Grade III.',
    'Nodule of 3-4 mm in the right lower lobe (4/120), unchanged. Hounsfield units 12-15. C5/6 and L4/5 discs.',
    'IMPRESSION: 1. No acute disease. 2. Bosniak II cyst, 1.2 x 0.9 x 1.1 cm.',
  ])('changes nothing in: %s', async (text) => {
    expect((await mask(text)).text).toBe(text);
  });

  it('knows Japanese dates, ages and names', async () => {
    const { text } = await mask('氏名：山田 太郎 72歳 2021年3月4日 依頼医：佐藤先生\n左腎に14 mmの嚢胞を認めます。');
    expect(text).not.toMatch(/山田|太郎|72|2021|佐藤/);
    expect(text).toContain('左腎に14 mmの嚢胞を認めます。');
  });
});
