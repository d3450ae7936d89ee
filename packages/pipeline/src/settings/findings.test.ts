import { builtInOrgans, ctRate18, merlin30 } from '@totalfm/anatomy';
import { tokens, type AnatomyFindings, type Json, type OrganComponent } from '@totalfm/core';
import type { Registry } from '@totalfm/runtime';
import { expectCodedError } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { findings, withFindings } from './findings.ts';
import { organs } from './organs.ts';

const registry = {
  ofKind: () => new Map<string, OrganComponent>(builtInOrgans.map((one) => [one.organ, one])),
} as unknown as Registry;
const resolve = (written?: Json) => findings.resolve(written, registry, () => ({}), {});
const idsOf = (list: readonly { readonly findings: readonly { readonly id: string }[] }[]) =>
  list.flatMap((one) => one.findings.map(({ id }) => id));

describe('findings beside those of organs', () => {
  it('are none by default, and in one order however they are written', () => {
    expect(resolve()).toEqual([]);
    expect(resolve(['merlin-30', 'whole-scan'])).toEqual(resolve(['whole-scan', 'merlin-30']));
    expect(withFindings(builtInOrgans, [])).toBe(builtInOrgans);
  });

  it('make every label of Merlin and of CT-RATE a finding that is scored', () => {
    for (const { id, labels } of [merlin30, ctRate18]) {
      const asked = new Set(idsOf(withFindings(builtInOrgans, [id])));
      for (const { name, findings } of labels)
        expect(
          findings.some((one) => asked.has(one)),
          name,
        ).toBe(true);
    }
  });

  it('come once, after those that an organ brings, whose terms they add to', () => {
    const before = idsOf(builtInOrgans);
    const asked = withFindings(builtInOrgans, ['whole-scan', 'merlin-30', 'ct-rate-18']);
    const ids = idsOf(asked);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => before.includes(id))).toEqual(before);
    const nodule = asked.flatMap(({ findings }) => findings).find(({ id }) => id === 'lung_nodule')!;
    expect(nodule.terms).toContain('ground glass nodule*');
    const spread = asked.flatMap(({ findings }) => findings).find(({ id }) => id === 'metastatic_disease')!;
    expect(spread.terms).toEqual(expect.arrayContaining(['metastatic disease', 'metasta*']));
  });

  it('stay away from organs that the experiment leaves out, and from findings of another organ', () => {
    const [liver, body] = ['liver', 'body'].map((id) => builtInOrgans.find(({ organ }) => organ === id)!);
    expect(withFindings([liver], ['merlin-30'])).toEqual([liver]);
    const own = { ...liver, findings: [{ ...liver.findings[0], id: 'thrombosis' }] };
    expect(idsOf(withFindings([own, body], ['whole-scan'])).filter((id) => id === 'thrombosis')).toHaveLength(1);
  });

  it('are seen by whoever reads or scores, not by whoever cuts or draws', () => {
    const see = (token: { readonly key: symbol }, asked: readonly string[]) =>
      organs.views.find((view) => view.token.key === token.key)!.of(['kidney', 'body'], registry, { findings: asked });
    const same = (token: { readonly key: symbol }) =>
      JSON.stringify(see(token, [])) === JSON.stringify(see(token, ['whole-scan']));
    expect([tokens.AnatomyStructures, tokens.AnatomyPhantoms].map(same)).toEqual([true, true]);
    expect([tokens.AnatomyFindings, tokens.AnatomyTerms, tokens.Anatomy].map(same)).toEqual([false, false, false]);
    expect(idsOf((see(tokens.AnatomyFindings, ['whole-scan']) as AnatomyFindings).organs)).toContain('lymphadenopathy');
  });

  it.each(['merlin-30', ['merlin30'], [3]])('%j: is told', (written) =>
    expectCodedError(
      Promise.resolve().then(() => resolve(written)),
      'TFM_EXPERIMENT_VALUE',
    ),
  );
});
