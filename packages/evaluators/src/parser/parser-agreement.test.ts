import { builtInOrgans, ctRate18 } from '@totalfm/anatomy';
import type { Finding, ParsedReport } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { halfOf, labelAgreement, truthAgreement } from './index.ts';

const place = (name: string) => ctRate18.labels.findIndex((label) => label.name === name);
const parsed = (...findings: Partial<Finding>[]): ParsedReport => ({
  mentioned: [],
  findings: findings.map((finding) => ({
    organ: 'lung',
    state: 'present',
    sides: [],
    confidence: 1,
    sentence: { text: 'As read, 12 mm.', start: 0, end: 15 },
    ...finding,
  })),
});
const labelled = (id: string, report: string, truth: string[], ...read: string[]) => ({
  id,
  report,
  parsed: parsed(...read.map((finding) => ({ finding }))),
  labels: ctRate18.labels.map(({ name }) => truth.includes(name)),
});
const options = { resamples: 200, seed: 1 };

describe('labels', () => {
  it('are counted by label, organ and state, with the misses', () => {
    const reports = [
      labelled('a', 'One.', ['Emphysema'], 'emphysema'),
      labelled('b', 'Two.', ['Emphysema']),
      labelled('c', 'three', [], 'emphysema'),
      labelled('d', 'THREE!', ['Cardiomegaly'], 'cardiomegaly'),
    ];
    const { byLabel, byOrgan, byState, misses, duplicates } = labelAgreement(reports, ctRate18, builtInOrgans, options);
    expect(byLabel.groups.Emphysema).toMatchObject({
      hits: 1,
      misses: 1,
      falseAlarms: 1,
      rejections: 1,
      precision: { value: 0.5 },
      recall: { value: 0.5 },
      f1: { value: 0.5 },
    });
    expect(byLabel.groups.Cardiomegaly.f1).toMatchObject({ value: 1 });
    expect(byLabel.groups.Consolidation.f1).toBeUndefined();
    expect(byLabel.macroF1?.value).toBeCloseTo(0.75, 12);
    expect(byOrgan.groups.heart.f1?.value).toBe(1);
    expect(byState.groups.present).toMatchObject({ hits: 2, misses: 1, falseAlarms: 1 });
    expect(byState.groups.absent).toMatchObject({ hits: 4 * 18 - 4, misses: 1, falseAlarms: 1 });
    expect(misses).toEqual([
      { report: 'b', label: 'Emphysema', kind: 'missed', sentences: [] },
      {
        report: 'c',
        label: 'Emphysema',
        kind: 'false alarm',
        sentences: [{ text: 'As read, 12 mm.', start: 0, end: 15, state: 'present' }],
      },
    ]);
    expect(duplicates).toBe(1);
    expect(place('Emphysema')).toBe(7);
  });

  it('halve reports by their words alone', () => {
    const texts = Array.from({ length: 400 }, (_, index) => `Report ${index}: no pleural effusion.`);
    for (const text of texts) expect(halfOf(` ${text.toUpperCase().replaceAll(' ', '\n')}!`)).toBe(halfOf(text));
    const tune = texts.filter((text) => halfOf(text) === 'tune').length;
    expect(tune).toBeGreaterThan(150);
    expect(tune).toBeLessThan(250);
  });
});

describe('truth', () => {
  const truth = {
    assessed: ['lung_nodule', 'emphysema'],
    findings: [{ finding: 'lung_nodule', organ: 'lung', side: 'left' as const, sizeMm: 12.3 }],
  };
  const agreement = (...findings: Partial<Finding>[]) =>
    truthAgreement([{ id: 'e', patient: 'p', parsed: parsed(...findings), truth }], builtInOrgans, options);

  it('is met by organ, side and size', () => {
    const { organ, side, size, misses } = agreement({ finding: 'lung_nodule', sides: ['left'], sizeMm: 12 });
    expect([organ.f1?.value, side.f1?.value, size.f1?.value, misses]).toEqual([1, 1, 1, []]);
  });

  it('is missed by a wrong side, a wrong size, a size not read, a finding not read', () => {
    expect(agreement({ finding: 'lung_nodule', sides: ['right'], sizeMm: 20 }).misses.map(({ kind }) => kind)).toEqual([
      'side',
      'size',
    ]);
    expect(agreement({ finding: 'lung_nodule', sides: ['left'] }).size).toMatchObject({ misses: 1 });
    expect(
      agreement(
        { finding: 'lung_nodule', sides: ['left'], sizeMm: 12, state: 'absent' },
        { finding: 'emphysema' },
      ).misses.map(({ kind }) => kind),
    ).toEqual(['missed', 'false alarm']);
  });
});
