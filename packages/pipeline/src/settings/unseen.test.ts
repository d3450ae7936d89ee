import { builtInOrgans } from '@totalfm/anatomy';
import type { Json, OrganComponent, WithheldFindings } from '@totalfm/core';
import type { Registry } from '@totalfm/runtime';
import { describe, expect, it } from 'vitest';
import { foldFindings } from './fold-findings.ts';
import { unseen } from './unseen.ts';

const registry = {
  ofKind: () => new Map<string, OrganComponent>(builtInOrgans.map((one) => [one.organ, one])),
} as unknown as Registry;
const settings = { organs: ['liver', 'kidney', 'adrenal_gland'], findings: [] };
const placeOf = (path: readonly unknown[]) => ({ file: 'a.yaml', line: path.length });
const resolve = (written?: Json) => unseen.resolve(written, registry, placeOf, settings);
const withheld = (written?: Json) => unseen.views[0].of(resolve(written), registry, settings) as WithheldFindings;

describe('findings that are withheld', () => {
  it('are none by default, those that are listed, or a part of all', () => {
    for (const nothing of [undefined, null, false]) expect(resolve(nothing)).toBe(false);
    expect(withheld()).toEqual({ findings: [], sentences: 'keep' });
    // An experiment of an earlier version has no such key.
    expect(unseen.views[0].of(undefined as unknown as Json, registry, settings)).toEqual(withheld());
    expect(withheld({ findings: ['renal_cyst'], sentences: 'remove' })).toEqual({
      findings: ['renal_cyst'],
      sentences: 'remove',
    });
    const parts = [0, 1, 2].map((fold) => withheld({ folds: 3, fold }).findings);
    const asked = builtInOrgans.filter(({ organ }) => settings.organs.includes(organ));
    expect(parts.flat().sort()).toEqual(asked.flatMap(({ findings }) => findings.map(({ id }) => id)).sort());
  });

  it.each([
    [{ findings: ['renal_cist'] }, 'TFM_UNSEEN_FINDING', { option: 'unseen.findings', line: 3 }, /renal_cyst/],
    [{ findings: ['lung_nodule'] }, 'TFM_UNSEEN_FINDING', { option: 'unseen.findings', line: 3 }, /There are|mean/],
    [
      { findings: withheld({ folds: 2, fold: 0 }).findings.concat(withheld({ folds: 2, fold: 1 }).findings) },
      'TFM_UNSEEN_ALL',
      { option: 'unseen.findings', line: 2 },
      /folds/,
    ],
    [{ folds: 5, fold: 5 }, 'TFM_UNSEEN_FOLD', { option: 'unseen.fold', line: 2 }, /0 to 4/],
    [{ folds: 99, fold: 0 }, 'TFM_UNSEEN_FOLD', { option: 'unseen.folds', line: 2 }, /10 folds at most/],
    [{ folds: 5 }, 'TFM_EXPERIMENT_VALUE', { option: 'unseen', line: 1 }, /fold: 0/],
    [{ findings: [], folds: 2, fold: 0 }, 'TFM_EXPERIMENT_VALUE', { option: 'unseen', line: 1 }, /fold: 0/],
    [['renal_cyst'], 'TFM_EXPERIMENT_VALUE', { option: 'unseen', line: 1 }, /findings/],
  ])('%j: are told by %s', async (written, code, place, fix) => {
    const told = { code, where: place, fix: expect.stringMatching(fix) as string };
    await expect(Promise.resolve().then(() => resolve(written as Json))).rejects.toMatchObject(told);
  });
});

describe.each([2, 3, 5, 10])('%i folds', (folds) => {
  const dealt = foldFindings({ organs: builtInOrgans }, folds);
  const all = builtInOrgans.flatMap(({ organ, findings }) => findings.map(({ id, grade }) => ({ id, organ, grade })));
  const spread = (of: (fold: readonly string[]) => number) => {
    const counts = dealt.map(of);
    return Math.max(...counts) - Math.min(...counts);
  };

  it('withhold each finding once, and about as many each, of every grade', () => {
    expect(dealt.flat().sort()).toEqual(all.map(({ id }) => id).sort());
    expect(spread((fold) => fold.length)).toBeLessThanOrEqual(2);
    for (const grade of ['whole-organ', 'focal', 'tiny'])
      expect(
        spread((fold) => all.filter((one) => one.grade === grade && fold.includes(one.id)).length),
      ).toBeLessThanOrEqual(2);
  });

  it('leave some to every organ that has several', () => {
    for (const { organ, findings } of builtInOrgans.filter((one) => one.findings.length > 1))
      for (const fold of dealt)
        expect(
          findings.every(({ id }) => fold.includes(id)),
          organ,
        ).toBe(false);
  });
});
