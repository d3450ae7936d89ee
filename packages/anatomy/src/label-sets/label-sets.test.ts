import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Finding } from '@totalfm/core';
import {
  builtInOrgans,
  ctRate18,
  labelReport,
  labelSets,
  merlin30,
  merlinFindings,
  otherAnatomyTerms,
  structureTerms,
  totalSegmentatorNames,
  wholeScanFindings,
} from '../index.ts';

const data = process.env.TOTALFM_TEST_DATA ?? '../shared/data';
const ownIds = new Set(builtInOrgans.flatMap(({ findings }) => findings.map(({ id }) => id)));
const said = (finding: string, state: Finding['state']): Finding => ({
  organ: 'lung',
  finding,
  state,
  sides: [],
  confidence: 1,
  sentence: { text: 'x', start: 0, end: 1 },
});

describe('label sets', () => {
  it('ask only for findings that an organ has or that they bring, of organs that exist', () => {
    const organs = new Set(builtInOrgans.map(({ organ }) => organ));
    for (const { labels, beside } of labelSets) {
      const known = new Set([...ownIds, ...beside.flatMap(({ findings }) => findings.map(({ id }) => id))]);
      for (const { name, findings } of labels) for (const id of findings) expect(known, name).toContain(id);
      for (const { organ } of beside) expect(organs).toContain(organ);
    }
  });

  it('bring terms in the syntax of an organ’s, and none that already stands for other anatomy alone', () => {
    for (const { findings } of labelSets.flatMap(({ beside }) => beside)) {
      for (const { id, terms } of findings) {
        expect(
          terms.filter((term) => term !== term.toLowerCase().trim()),
          id,
        ).toEqual([]);
        expect(new Set(terms).size, id).toBe(terms.length);
      }
    }
    expect(otherAnatomyTerms).toContain('lymph node station*');
  });

  it('call a label 1 where a finding of it is present, and nothing else', () => {
    const index = ctRate18.labels.findIndex(({ name }) => name === 'Consolidation');
    const label = (...findings: Finding[]) => labelReport({ findings, mentioned: [] }, ctRate18)[index];
    expect([
      label(),
      label(said('consolidation', 'absent')),
      label(said('consolidation', 'uncertain')),
      label(said('emphysema', 'present')),
      label(said('consolidation', 'present')),
    ]).toEqual([0, 0, 0, 0, 1]);
  });

  it.skipIf(!existsSync(`${data}/findings/ct-rate-18.json`))('have the published names, in order', () => {
    expect(ctRate18.labels.map(({ name }) => name)).toEqual(
      JSON.parse(readFileSync(`${data}/findings/ct-rate-18.json`, 'utf8')),
    );
  });
});

describe('merlin-30', () => {
  it('has a finding for each of the 30, that of a built-in organ where one has it', () => {
    expect(merlin30.labels.map(({ name }) => name)).toEqual(Object.keys(merlinFindings));
    for (const { name, findings } of merlin30.labels) expect(findings[0]).toBe(merlinFindings[name] ?? name);
  });
});

describe('findings of the whole scan', () => {
  it('are no organ’s', () => {
    expect(wholeScanFindings.findings.filter(({ id }) => ownIds.has(id))).toEqual([]);
    expect(builtInOrgans.find(({ organ }) => organ === wholeScanFindings.organ)?.structures).toBe('scan');
  });
});

describe('structure terms', () => {
  it('name structures that TotalSegmentator has, the left ones on the left', () => {
    const known = new Set(totalSegmentatorNames.values());
    for (const { structures, terms } of structureTerms) {
      const names = 'left' in structures ? [...structures.left, ...structures.right] : structures;
      for (const name of names) expect(known, terms[0]).toContain(name);
      if ('left' in structures)
        expect([
          structures.left.every((name) => name.includes('left')),
          structures.right.every((name) => name.includes('right')),
        ]).toEqual([true, true]);
    }
  });
});
