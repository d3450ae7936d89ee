import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  silentMetrics,
  silentProgress,
  type GeneratorParts,
  type MetricSink,
  type OrganPair,
  type ReportGenerator,
  type SeenPart,
  type TrainingPlace,
} from '@totalfm/core';
import {
  brightnessEmbedder,
  describeReportGenerator,
  expectCodedError,
  pairReader,
  storedVolume,
  testAnatomy,
  testPairs,
} from '@totalfm/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { size, tinyLlama, tinyQFormer, untrainedCheckpoint } from './support/tiny-writer.ts';

const dir = await mkdtemp(join(tmpdir(), 'totalfm-q-former-'));
const model = await untrainedCheckpoint();
afterAll(() => Promise.all([dir, model].map((one) => rm(one, { recursive: true }))));
const parts: GeneratorParts = { anatomy: testAnatomy, embedder: brightnessEmbedder, model };

const subject = { model: async () => ({ embedder: brightnessEmbedder, dir: model }), size };
const languageSteps = 60;
const learned = { languageSteps, languageRate: 1e-2 };
/** Each step reports twice: it is stopped within the Q-Former's third. */
const stopAt = 2 * languageSteps + 6;
describeReportGenerator('q-former', { ...subject, make: () => tinyQFormer(learned), stopAt });
// All that the default leaves as it is, trained; stopped while its language model is learned.
describeReportGenerator('q-former', {
  ...subject,
  make: () => tinyQFormer({ ...learned, lora: false, features: 'pooled', visionRate: 0.3 }),
  stopAt: 7,
});

const train = async (
  generator: ReportGenerator,
  name: string,
  pairs: readonly OrganPair[],
  sinks: Partial<Pick<TrainingPlace, 'metrics' | 'progress'>> = {},
) => {
  const [workDir, outDir] = ['work', 'out'].map((child) => join(dir, name, child));
  for (const folder of [workDir, outDir]) await mkdir(folder, { recursive: true });
  const place = { seed: 1, workDir, outDir, metrics: silentMetrics, progress: silentProgress, ...sinks };
  await generator.train({ ...place, ...parts, pairs: pairReader(pairs) });
  return outDir;
};

describe('a Q-Former before a language model', () => {
  const pairs = testPairs({ exams: 60, size });
  const tests = pairs.filter(({ row }) => row.split === 'test');

  // A bright ball is the first finding of its organ; half of the volumes have one.
  it('learns to say what is seen, and to call the rest normal', async () => {
    const generator = await tinyQFormer({ steps: 150, languageSteps: 150, languageRate: 1e-2, learningRate: 5e-3 });
    const writer = await generator.open(await train(generator, 'learns', pairs), parts);
    const said = await writer.describe(tests.map((pair): SeenPart => storedVolume(pair)));
    await writer.dispose();
    const judged = said.map(({ sentences, confidence = {} }, index) => {
      const { organ, truth = {}, states } = tests[index].row;
      const finding = organ === 'liver' ? 'hepatic_cyst' : 'renal_cyst';
      const isThere = truth[finding] ?? states[finding] === 'present';
      const text = sentences.join(' ');
      const wanted = isThere ? `There is a ${finding.replace('_', ' ')}.` : 'Normal – “unremarkable”.';
      return { text, confidence: confidence[finding], isThere, right: text === wanted };
    });
    const share = (rows: readonly { readonly right: boolean }[]) =>
      rows.filter(({ right }) => right).length / rows.length;
    expect(share(judged.filter(({ isThere }) => isThere)), JSON.stringify(judged)).toBeGreaterThan(0.8);
    expect(share(judged.filter(({ isThere }) => !isThere)), JSON.stringify(judged)).toBeGreaterThan(0.8);
  });

  it('trains no step again that it has finished', async () => {
    const steps: unknown[] = [];
    const metrics: MetricSink = { log: ({ stage, step }) => void steps.push(`${String(stage)} ${step}`) };
    const twice = async () =>
      train(await tinyQFormer({ steps: 3, languageSteps: 3 }), 'twice', pairs.slice(0, 30), { metrics });
    await twice();
    const parts = ['language', 'q-former'];
    expect(steps).toEqual(parts.flatMap((part) => [1, 2, 3].map((step) => `generate/${part} ${step}`)));
    await twice();
    expect(steps).toHaveLength(6);
  });

  it('writes of what is as likely as not where no validation exam has a finding, and says so', async () => {
    const said: string[] = [];
    const progress = { update() {}, warn: (message: string) => void said.push(message) };
    const some = pairs.filter(({ row }) => row.split === 'train').slice(0, 30);
    const out = await train(await tinyQFormer({ steps: 1, languageSteps: 1 }), 'unvalidated', some, { progress });
    expect(said).toEqual([expect.stringContaining('from a confidence of 0.5 on')]);
    expect(JSON.parse(await readFile(join(out, 'generator.json'), 'utf8'))).toMatchObject({ threshold: 0.5 });
  });

  it('says what is wrong with options, with what it learns from, and with adapters of another kind', async () => {
    const some = pairs.slice(0, 30);
    await expectCodedError(train(await tinyQFormer({ dim: 18, heads: 4 }), 'dim', some), 'TFM_WRITE_OPTIONS');
    const short = await tinyLlama({ context: 2 + 40 + 24 - 1 });
    await expectCodedError(train(await tinyQFormer({}, short), 'context', some), 'TFM_WRITE_OPTIONS');
    await expectCodedError(train(await tinyQFormer(), 'nothing', tests), 'TFM_WRITE_NO_PAIRS');
    const trained = await train(await tinyQFormer({ lora: { rank: 2 } }), 'rank', some);
    const other = await tinyQFormer({ lora: { rank: 3 } });
    await expectCodedError(other.open(trained, parts), 'TFM_WRITE_ADAPTERS');
  });
});
