import { existsSync, readFileSync } from 'node:fs';
import { describeOrgan } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import type { OrganStructures } from '@totalfm/core';
import { builtInOrgans, ctRateFindings, merlinFindings, otherAnatomyTerms, totalSegmentatorNames } from './index.ts';

const data = process.env.TOTALFM_TEST_DATA ?? '../shared/data';
const names = (structures: OrganStructures) =>
  structures === 'scan' ? [] : 'left' in structures ? [...structures.left, ...structures.right] : [...structures];
const repeated = (items: readonly string[]) => [
  ...new Set(items.filter((item, index) => items.indexOf(item) !== index)),
];
const findings = builtInOrgans.flatMap((organ) => organ.findings);

builtInOrgans.forEach(describeOrgan);

describe('built-in anatomy', () => {
  it('has ids that are unique over all organs', () => {
    expect(repeated(builtInOrgans.map(({ organ }) => organ))).toEqual([]);
    expect(repeated(findings.map(({ id }) => id))).toEqual([]);
  });

  it('names structures that TotalSegmentator has, each in one organ', () => {
    const known = new Set(totalSegmentatorNames.values());
    const used = builtInOrgans.flatMap(({ structures }) => names(structures));
    expect(known.size).toBe(117);
    expect(used.filter((name) => !known.has(name))).toEqual([]);
    expect(repeated(used)).toEqual([]);
    expect(used.filter((name) => name.startsWith('vertebrae_'))).toHaveLength(25);
  });

  it('has enough prompts, worded apart, that end as sentences', () => {
    const all = findings.flatMap(({ prompts }) => [...prompts.present, ...prompts.absent]);
    expect(all.filter((prompt) => !prompt.endsWith('.'))).toEqual([]);
    for (const { id, prompts } of findings) {
      expect(prompts.present.length, id).toBeGreaterThanOrEqual(5);
      expect(prompts.absent.length, id).toBeGreaterThanOrEqual(4);
    }
    for (const { organ, structures, normal } of builtInOrgans) {
      expect(normal.length, organ).toBeGreaterThanOrEqual(5);
      if (structures !== 'scan' && !('left' in structures)) expect(normal.join(' '), organ).not.toContain('{side}');
    }
  });

  it('shares no organ term between organs, and finding terms only where they are meant to be shared', () => {
    expect(repeated([...builtInOrgans.flatMap((organ) => [...new Set(organ.terms)]), ...otherAnatomyTerms])).toEqual(
      [],
    );
    // General words name the finding of whichever organ the report speaks of; hepatosplenomegaly names two at once.
    const general =
      /^(&|above|abnormal|aneurysm|calculi|calculus|collaps|cyst|cystic|dilat|density|attenuation|edema|fluid|thickness|thin|effusion|enlarg|fatty|foci|focus|hepatosplenomegal|infiltration|larger|lesion|lithiasis|loss|mass|masses|metasta|mural|nodular|nodule|normal|oedema|replacement|stone|than|thick|thicken|thickened|volume|wall|walled)$/;
    const shared = repeated(
      builtInOrgans.flatMap((organ) => [...new Set(organ.findings.flatMap(({ terms }) => terms))]),
    );
    expect(
      shared.filter(
        (term) =>
          !term
            .replaceAll('*', '')
            .split(' ')
            .every((word) => general.test(word)),
      ),
    ).toEqual([]);
  });

  it('keeps its side terms among its terms', () => {
    for (const { terms, sideTerms } of builtInOrgans)
      if (sideTerms) expect(terms).toEqual(expect.arrayContaining([...sideTerms.left, ...sideTerms.right]));
  });

  it('maps the findings of Merlin and CT-RATE onto findings that exist', () => {
    const ids = new Set(findings.map(({ id }) => id));
    expect(Object.keys(merlinFindings)).toHaveLength(30);
    expect(Object.keys(ctRateFindings)).toHaveLength(18);
    for (const id of [...Object.values(merlinFindings), ...Object.values(ctRateFindings)])
      if (id) expect(ids).toContain(id);
  });

  it.skipIf(!existsSync(`${data}/anatomy/totalsegmentator-v2-total.json`))('agrees with the published lists', () => {
    const read = (path: string) => JSON.parse(readFileSync(`${data}/${path}`, 'utf8'));
    const { labels } = read('anatomy/totalsegmentator-v2-total.json') as { labels: Record<string, string> };
    expect(Object.fromEntries(totalSegmentatorNames)).toEqual(labels);
    const merlin = read('findings/merlin-30.json') as { single: object; union: object; no_organ_mask: string[] };
    expect(Object.keys(merlinFindings).sort()).toEqual(
      [...Object.keys(merlin.single), ...Object.keys(merlin.union), ...merlin.no_organ_mask].sort(),
    );
    expect(Object.keys(ctRateFindings)).toEqual(read('findings/ct-rate-18.json'));
  });
});
