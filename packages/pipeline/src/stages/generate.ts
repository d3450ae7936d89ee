import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { splits, tokens, type MetricSink, type ReportGenerator } from '@totalfm/core';
import { runFiles } from '@totalfm/run-format';
import { defineStage, type Artifact } from '@totalfm/runtime';
import { distinctNames } from '../distinct-names.ts';
import { knownPairs, needReports } from '../exams/known-reports.ts';
import { organQuestions } from '../exams/organ-questions.ts';
import { withoutTests } from '../exams/pairs-to-write-of.ts';
import { embedder, generate as generators, language, pairStore, vision, volumeStore } from '../slots.ts';
import { align } from './align.ts';
import { openPairs, pair } from './pair.ts';
import { needTraining, nothingToLearnFrom, trainInto } from './train.ts';
import { volumes } from './volumes.ts';

/** Names of generators, each once. */
export const generatorNames = (generators: readonly Pick<ReportGenerator, 'id'>[]): readonly string[] =>
  distinctNames(generators.map(({ id }) => id));

/** The folder in which a generator keeps what it learned. */
export const generatorDir = ({ dir }: Pick<Artifact, 'dir'>, name: string): string => join(dir, name);

/** Metrics of generators apart, though two are of one kind: `generate/q-former`, `generate/q-former-2/language`. */
const metricsOf = (metrics: MetricSink, name: string, { id }: ReportGenerator): MetricSink => ({
  log(line) {
    const part = String(line.stage ?? '').replace(/^generate\/?/, '');
    metrics.log({ ...line, stage: ['generate', name, ...(part && part !== id ? [part] : [])].join('/') });
  },
});

/** Trains whatever writes reports, on training exams; what it decides by comes from validation exams. */
export const generate = defineStage({
  name: 'generate',
  title: 'Learning to write',
  uses: {
    generate: generators,
    language,
    vision,
    embedder,
    volumeStore,
    pairStore,
    anatomy: tokens.Anatomy,
    reports: tokens.KnownReports,
  },
  reads: { model: align, volumes, pair },
  seeded: true,
  trains: true,
  publishes: [runFiles.trainingMetrics],
  async fit({ generate, anatomy }) {
    for (const generator of generate) await generator.fit?.(anatomy);
  },
  fitExams({ reports }, exams) {
    needTraining('generate', exams);
    needReports('generate', reports, exams);
  },
  async whole({ generate, embedder, anatomy, reports, ...stores }, inputs, work) {
    const given = inputs as Readonly<Record<keyof typeof inputs, Artifact>>;
    const pairs = await openPairs(stores, given, work.signal);
    const loaded = await embedder.load(given.model.dir);
    try {
      if (!pairs.columns.split.includes(splits.indexOf('train'))) throw nothingToLearnFrom('generate');
      const known = await knownPairs('generate', pairs, reports, work.signal);
      const questions = withoutTests(await organQuestions(known, work.signal));
      const parts = { anatomy, embedder: loaded, model: given.model.dir, pairs: questions };
      await trainInto('generate', work, async (place) => {
        for (const [index, name] of generatorNames(generate).entries()) {
          const [workDir, outDir] = [place.workDir, place.outDir].map((dir) => join(dir, name));
          for (const dir of [workDir, outDir]) await mkdir(dir, { recursive: true });
          const metrics = metricsOf(place.metrics, name, generate[index]);
          await generate[index].train({ ...place, ...parts, metrics, workDir, outDir });
        }
      });
    } finally {
      await loaded.dispose();
      await pairs.close();
    }
  },
});
