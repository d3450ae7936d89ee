import type { Anatomy, FindingState } from '@totalfm/core';
import { expect, it } from 'vitest';
import { agreementOf, disagreementsOf, type VotedReport } from './agreement.ts';
import { reviewPage } from './review-page.ts';

const finding = (id: string) => ({
  id,
  name: id,
  grade: 'focal' as const,
  terms: [id],
  prompts: { present: [], absent: [] },
});
const anatomy: Anatomy = {
  organs: [
    {
      organ: 'kidney',
      name: 'kidney',
      structures: ['kidney'],
      terms: ['kidney'],
      normal: [],
      findings: [finding('renal_cyst'), finding('renal_stone')],
    },
  ],
};
const voted = (exam: string, one: FindingState, other?: FindingState): VotedReport => {
  const vote = (state: FindingState) => ({
    state,
    sentences: state === 'not-mentioned' ? [] : [{ text: `<b>${exam}</b>`, start: 0, end: 1 }],
  });
  return {
    exam,
    report: {
      findings: [],
      mentioned: [],
      votes: [
        { organ: 'kidney', finding: 'renal_cyst', votes: { a: vote(one), ...(other ? { b: vote(other) } : {}) } },
      ],
    },
  };
};
const reports = [
  ...Array.from({ length: 20 }, (_, exam) => voted(`yy${exam}`, 'present', 'present')),
  ...Array.from({ length: 5 }, (_, exam) => voted(`yn${exam}`, 'present', 'absent')),
  ...Array.from({ length: 10 }, (_, exam) => voted(`ny${exam}`, 'absent', 'present')),
  ...Array.from({ length: 15 }, (_, exam) => voted(`nn${exam}`, 'absent', 'absent')),
  voted('failed', 'present'),
];

it('measures agreement by organ and finding, over the reports that both have read', () => {
  const rows = agreementOf(reports, anatomy);
  expect(rows.map(({ finding, mentions }) => [finding, mentions])).toEqual([
    [undefined, 50],
    ['renal_cyst', 50],
  ]);
  expect(rows[1].kappa).toBeCloseTo(0.4, 12);
  expect(rows[0].agreement).toBeCloseTo(0.85, 12);
});

it('lists disagreements, and shows them as text', () => {
  const found = disagreementsOf(reports);
  expect(found).toHaveLength(15);
  const page = reviewPage('run', reports.length, agreementOf(reports, anatomy), found);
  expect(page).toContain('&lt;b&gt;yn0&lt;/b&gt;');
  expect(page).toContain('0.400');
  expect(page).not.toContain('<b>yn0</b>');
});
