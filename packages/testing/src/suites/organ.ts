import type { OrganComponent, OrganStructures, PhantomOrgan } from '@totalfm/core';
import { describe, expect, it } from 'vitest';

/** Checks an organ: ids, terms, prompts, structures, and its shape for the phantom where it has one. */
export function describeOrgan(organ: OrganComponent): void {
  describe(`organ ${organ.organ}`, () => {
    it('has snake_case ids and grades that exist', () => {
      expect(organ.kind).toBe('organ');
      for (const id of [organ.organ, ...organ.findings.map((finding) => finding.id)])
        expect(id).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
      expectDistinct(organ.findings.map((finding) => finding.id));
      for (const { grade } of organ.findings) expect(['whole-organ', 'focal', 'tiny']).toContain(grade);
    });

    it('names structures, each on one side', () => {
      if (organ.structures === 'scan') return;
      const names = structureNames(organ.structures);
      expect(names.length).toBeGreaterThan(0);
      expectDistinct(names);
      for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9]*(_[a-zA-Z0-9]+)*$/);
    });

    it('has lower-case terms with `*` at the end of words only', () => {
      for (const terms of [organ.terms, ...organ.findings.map((finding) => finding.terms)]) {
        expect(terms.length).toBeGreaterThan(0);
        expectDistinct(terms);
        for (const term of terms) {
          expect(term).toBe(term.toLowerCase().trim());
          expect(term.replace(/(?<=\w)\*(?=[\s-]|$)/g, '')).not.toContain('*');
        }
      }
    });

    it('has prompts for and against every finding, and sentences that call it normal', () => {
      expect(organ.normal.length).toBeGreaterThan(0);
      for (const { id, prompts } of organ.findings) {
        expect(prompts.present.length, id).toBeGreaterThan(0);
        expect(prompts.absent.length, id).toBeGreaterThan(0);
        expectDistinct([...prompts.present, ...prompts.absent]);
      }
      for (const prompt of [...allPrompts(organ), ...organ.normal]) expectPlaceholders(prompt, ['organ', 'side']);
    });

    for (const [language, { terms, findings }] of Object.entries(organ.languages ?? {})) {
      it(`says in ${language} what it says in English`, () => {
        expectDistinct(terms);
        expect(Object.keys(findings).sort()).toEqual(organ.findings.map(({ id }) => id).sort());
        for (const { terms: named } of Object.values(findings)) expect(named.length).toBeGreaterThan(0);
      });
    }

    const phantom = organ.phantom;
    if (phantom) it('has a shape for the phantom', () => expectPhantom(organ, phantom));
  });
}

function expectPhantom(organ: OrganComponent, { shapes, hu, findings }: PhantomOrgan): void {
  expect(shapes.length).toBeGreaterThan(0);
  const structures = organ.structures === 'scan' ? [] : structureNames(organ.structures);
  for (const { structure, centre, radiiMm } of shapes) {
    expect(structures).toContain(structure);
    expect(Math.abs(centre[0])).toBeLessThan(1);
    expect(Math.abs(centre[1])).toBeLessThan(1);
    expect(centre[2]).toBeGreaterThanOrEqual(0);
    expect(centre[2]).toBeLessThanOrEqual(1);
    for (const radius of radiiMm) expect(radius).toBeGreaterThan(0);
  }
  for (const value of [hu.plain, hu.contrast]) expect(Math.abs(value)).toBeLessThan(3000);

  const known = organ.findings.map((finding) => finding.id);
  expectDistinct(findings.map((finding) => finding.finding));
  const prompts = new Set(allPrompts(organ).map(plainWords));
  for (const { finding, prevalence, focal, scale, wordings } of findings) {
    expect(known).toContain(finding);
    expect(prevalence).toBeGreaterThan(0);
    expect(prevalence).toBeLessThan(1);
    expect([focal, scale].filter(Boolean), `${finding} is focal or changes the size, not both`).toHaveLength(1);
    if (focal) {
      expectRange(focal.diameterMm);
      expectRange(focal.hu);
    }
    if (scale) expectRange(scale);
    expect(wordings.length).toBeGreaterThan(1);
    for (const wording of wordings) {
      expectPlaceholders(wording, ['side', 'size']);
      expect(prompts, 'a phantom report never uses a prompt').not.toContain(plainWords(wording));
    }
  }
}

const structureNames = (structures: Exclude<OrganStructures, 'scan'>): readonly string[] =>
  'left' in structures ? [...structures.left, ...structures.right] : structures;

const allPrompts = (organ: OrganComponent) =>
  organ.findings.flatMap(({ prompts }) => [...prompts.present, ...prompts.absent]);
const plainWords = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z]+/g, ' ')
    .trim();

function expectDistinct(names: readonly string[]): void {
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
}

function expectRange([low, high]: readonly [number, number]): void {
  expect(low).toBeLessThanOrEqual(high);
}

function expectPlaceholders(text: string, allowed: readonly string[]): void {
  for (const [, name] of text.matchAll(/\{(\w+)\}/g)) expect(allowed).toContain(name);
}
