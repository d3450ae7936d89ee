import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, type CaseScore } from '@totalfm/core';
import { expectCodedError } from '@totalfm/testing';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareRuns, type RunComparison } from './compare-runs.ts';
import { pairedDifferences } from './compare/differences.ts';
import { writeMadeUpRun } from './test-support/made-up-run.ts';

describe('compared runs', () => {
  let root: string;
  let compared: RunComparison;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'totalfm-compare-'));
    for (const [name, handicap] of [
      ['separated', 0],
      ['whole-volume', 0.8],
      ['again', 0],
    ] as const) {
      await mkdir(join(root, name));
      await writeMadeUpRun(join(root, name), { name, handicap, exams: 80, steps: 10 });
    }
    compared = await compareRuns(['separated', 'whole-volume', 'again'].map((name) => join(root, name)));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it('shows a loss where there is one, and none where the runs are the same', () => {
    const [, worse, same] = compared.data.findings[0].differences;
    expect(worse!.high).toBeLessThan(0);
    expect(worse!.targets).toBeGreaterThan(30);
    expect(same).toMatchObject({ value: 0, low: 0, high: 0 });
    expect(compared.data.sharedExams).toEqual([80, 80, 80]);
    expect(compared.data.findings.map(({ name }) => name)).toEqual(['all findings', 'whole-organ', 'focal', 'tiny']);
  });

  it('prints a column for each run', () => {
    const lines = compared.text.split('\n');
    expect(lines[0]).toMatch(/^ +separated +whole-volume +again$/);
    const all = compared.data.findings[0].values.map((one) => one!.value.toFixed(3));
    expect(lines.find((line) => line.startsWith('all findings'))).toMatch(new RegExp(all.join('.+')));
    expect(compared.text).toMatch(/difference +−0\.\d+ \(−0\.\d+ to −0\.\d+\) \*/);
    expect(compared.text).toMatch(/volumes seen +640 +640 +640/);
  });

  it('draws them on a page that asks for nothing', () => {
    expect(/https?:|url\(|@import|<script/i.exec(compared.html)?.[0]).toBeUndefined();
    const { document } = parseHTML(compared.html);
    expect([...document.querySelectorAll('section')].map(({ id }) => id)).toEqual([
      'overall',
      'findings',
      'organs',
      'training',
    ]);
    expect(document.querySelectorAll('#findings tbody circle')).toHaveLength(5 * compared.data.byFinding.length);
  });

  it('needs scores', async () => {
    await mkdir(join(root, 'empty'));
    await writeFile(join(root, 'empty', 'experiment.json'), '{}');
    await expectCodedError(compareRuns([join(root, 'separated'), join(root, 'empty')]), 'TFM_COMPARE_NO_SCORES');
  });
});

describe('paired differences', () => {
  const random = createRandom('paired');
  const cases = Array.from({ length: 120 }, (_, index) => ({
    exam: `e${index}`,
    patient: `p${index >> 1}`,
    label: random.chance(0.4),
    predicted: false,
    target: 'cyst',
  }));
  const hardness = cases.map(() => random.normal());
  const run = (seed: string, gain: number): CaseScore[] => {
    const noise = createRandom(seed);
    return cases.map((one, index) => ({
      ...one,
      score: (one.label ? gain : 0) + hardness[index] + 0.2 * noise.normal(),
    }));
  };

  it('are sharper than the intervals of the runs, since the same exams are hard for both', () => {
    const { byTarget } = pairedDifferences(run('a', 1.3), run('b', 1));
    const difference = byTarget.get('cyst')!;
    expect(difference.low).toBeGreaterThan(0);
    // Unpaired, an AUROC near 0.8 of 48 : 72 cases has an interval about 0.16 wide.
    expect(difference.high - difference.low).toBeLessThan(0.08);
  });

  it('use shared exams of agreed label only', () => {
    const first = run('b', 1);
    const other = run('a', 1)
      .slice(0, 100)
      .map((one, index) => (index < 5 ? { ...one, label: !one.label } : one));
    expect(pairedDifferences(other, first)).toMatchObject({ exams: 95, disagreements: 5 });
    expect(
      pairedDifferences(
        other.map((one) => ({ ...one, exam: `fresh ${one.exam}` })),
        first,
      ).macro(['cyst']),
    ).toBeUndefined();
  });
});
