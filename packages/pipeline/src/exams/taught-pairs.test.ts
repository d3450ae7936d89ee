import type { FindingState, OrganPair, PartLanguage, WithheldFindings } from '@totalfm/core';
import { pairReader, testAnatomy, testExamPairs, testPairs } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { taughtAnatomy, taughtPairs } from './taught-pairs.ts';

const withheld = 'renal_cyst';
const of = (sentences: WithheldFindings['sentences']): WithheldFindings => ({ findings: [withheld], sentences });

/** Everything of pairs but voxels. */
async function seen(pairs: readonly OrganPair[], sentences: WithheldFindings['sentences']) {
  const reader = await taughtPairs(pairReader(pairs), of(sentences));
  const rows = await reader.rows(pairs.map((_, place) => place));
  const streamed = [];
  for await (const { row } of reader.stream()) streamed.push(row);
  expect(streamed).toEqual(rows);
  return { columns: reader.columns, rows };
}

/** The same reports, as if they said the contrary of the withheld finding and its truth were the contrary. */
const contrary = (pairs: readonly OrganPair[]): readonly OrganPair[] =>
  pairs.map(({ row, volume }) => ({
    row: {
      ...row,
      ...turned(row),
      ...(row.parts && { parts: row.parts.map((part) => ({ ...part, ...turned(part) })) }),
    },
    volume,
  }));

function turned({ findings, states, truth, truePlaces }: PartLanguage) {
  const turn = (state: FindingState): FindingState =>
    state === 'present' ? 'absent' : state === 'absent' ? 'present' : state;
  return {
    findings: findings.map((one) =>
      one.finding === withheld ? { ...one, state: turn(one.state) as typeof one.state } : one,
    ),
    states: withheld in states ? { ...states, [withheld]: turn(states[withheld]) } : states,
    ...(truth && { truth: withheld in truth ? { ...truth, [withheld]: !truth[withheld] } : truth }),
    truePlaces: truePlaces?.filter(({ finding }) => finding !== withheld),
  };
}

describe.each([
  ['organs', testPairs({ exams: 40 })],
  ['whole exams', testExamPairs({ exams: 40 })],
])('what training sees of withheld findings: %s', (_, pairs) => {
  it.each(['keep', 'remove'] as const)('is no name of them anywhere (%s)', async (sentences) => {
    expect(JSON.stringify(pairs)).toContain(withheld);
    expect(JSON.stringify(await seen(pairs, sentences))).not.toContain(withheld);
  });

  it.each(['keep', 'remove'] as const)(
    'does not depend on what reports or the truth say of them (%s)',
    async (sentences) => expect(await seen(contrary(pairs), sentences)).toEqual(await seen(pairs, sentences)),
  );

  it('is their sentences as they are, which then state something that nothing names, denied or not', async () => {
    const { rows, columns } = await seen(pairs, 'keep');
    rows.forEach((row, place) => {
      const before = pairs[place].row;
      expect(row.sentences).toEqual(before.sentences);
      row.findings.forEach((statement, at) => {
        if (before.findings[at].finding !== withheld) return expect(statement).toEqual(before.findings[at]);
        expect(statement).toMatchObject({ state: 'uncertain', sentence: before.findings[at].sentence });
        expect('finding' in statement).toBe(false);
      });
    });
    expect(columns.sentences).toEqual(pairReader(pairs).columns.sentences);
  });

  it('is none of their sentences where these are removed, of whatever organ, and all that is known of other findings', async () => {
    const about = pairs.flatMap(({ row }) =>
      row.findings.filter(({ finding }) => finding === withheld).map(({ sentence }) => row.sentences[sentence]),
    );
    const { rows, columns } = await seen(pairs, 'remove');
    expect(about.length).toBeGreaterThan(0);
    rows.forEach((row, place) => {
      expect(row.sentences).toEqual(pairs[place].row.sentences.filter((text) => !about.includes(text)));
      expect(columns.sentences[place]).toBe(row.sentences.length);
      for (const { sentence } of row.findings) expect(row.sentences[sentence]).toBeDefined();
      const { [withheld]: __, ...others } = pairs[place].row.states;
      expect(row.states).toEqual(others);
    });
  });

  it('is in columns what rows have present', async () => {
    const { rows, columns } = await seen(pairs, 'keep');
    rows.forEach(({ states }, row) => {
      const listed = columns.present.subarray(columns.presentStart[row], columns.presentStart[row + 1]);
      const present = Object.keys(states).filter((id) => states[id] === 'present');
      expect(Array.from(listed, (place) => columns.findings[place]).sort()).toEqual(present.sort());
    });
  });
});

it('nothing withheld is nothing changed', async () => {
  const reader = pairReader(testPairs({ exams: 1 }));
  expect(await taughtPairs(reader, { findings: [], sentences: 'remove' })).toBe(reader);
  expect(taughtAnatomy(testAnatomy, of('keep')).organs.map(({ findings }) => findings.map(({ id }) => id))).toEqual([
    ['hepatic_cyst', 'hepatomegaly'],
    ['renal_stone'],
  ]);
});
