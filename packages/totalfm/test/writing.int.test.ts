import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { totalfm } from '@totalfm/pipeline';
import type { WrittenLine } from '@totalfm/run-format';
import { openExperiment, runPipeline } from '@totalfm/runtime';
import { afterAll, describe, expect, it } from 'vitest';
import { loadBuiltIns } from '../src/built-ins.ts';
import { tinyExperiment, tinyFolder } from './support/tiny.ts';

/** What learns to write, as small as it can be. */
const writing = `language: { dim: 16, depth: 1, heads: 2, kvHeads: 1, context: 192 }
generate:
  - use: q-former
    dim: 16
    depth: 1
    heads: 2
    queries: 4
    steps: 6
    batch: 8
    sentences: 4
    warmup: 2
    saveEvery: 4
    languageSteps: 30
    organsPerBatch: 2
  - { use: normal }
compose: { slabs: 0 }
`;
const experiment = tinyExperiment.replace(/evaluate:[^]*/, `${writing}evaluate: [{ use: reports, resamples: 20 }]\n`);

const cwd = tinyFolder(experiment);
const root = await mkdtemp(join(tmpdir(), 'totalfm-writes-'));
afterAll(() => Promise.all([cwd, root].map((folder) => rm(folder, { recursive: true }))));

describe.each([
  ['organs', []],
  ['whole scans', ['cutter.unit=exam', 'vision.organMask=false', 'align.organsPerBatch=1']],
])('an experiment whose model writes of %s', (name, set) => {
  it('has reports of all test exams by a Q-Former and its baseline, and their scores', async () => {
    const runsDir = join(root, name);
    const program = { pipeline: totalfm, builtIns: await loadBuiltIns() };
    const warnings: string[] = [];
    const sinks = { stageStarted: () => ({ update() {}, warn: (message: string) => void warnings.push(message) }) };
    const opened = await openExperiment({ file: join(cwd, 'tiny.yaml'), set }, program);
    const { manifest } = await runPipeline(opened, { runsDir, sinks });
    expect(manifest.stages.map(({ stage }) => stage)).toEqual(totalfm.stages.map(({ name }) => name));
    expect(warnings).toEqual([]);

    const read = (...path: string[]) => readFile(join(runsDir, 'tiny', ...path), 'utf8');
    const lines = (await read('artifacts', 'write', 'written.jsonl'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as WrittenLine);
    const examsOf = (name: string) => lines.filter(({ generator }) => generator === name).map(({ exam }) => exam);
    expect(new Set(examsOf('q-former')).size).toBeGreaterThan(1);
    expect(examsOf('q-former')).toEqual(examsOf('normal'));
    for (const { report } of lines) {
      expect(report.sections.map(({ title }) => title)).toEqual(['Lungs', 'Liver', 'Kidneys']);
      expect(report.text).toContain('Impression: ');
    }
    const { reports } = JSON.parse(await read('metrics.json')) as { reports: object };
    expect(JSON.stringify(reports)).toMatch(/q-former.*normal/);
    expect((await read('written-reports.jsonl')).trim().split('\n')).toHaveLength(examsOf('normal').length);
  });
});
