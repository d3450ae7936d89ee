import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createRandom,
  defineComponent,
  defineErrors,
  defineOrgan,
  definePlugin,
  throwIfAborted,
  tokens,
  type Exam,
  type ExamListing,
  type LabelMap,
  type OrganPair,
  type OrganVolume,
  type PairReader,
  type PairRow,
  type Triple,
  type Volume,
} from '@totalfm/core';
import { z } from 'zod';

/**
 * Small but whole components, so that the stages run from a list of exams to scores in a second: a blob a CT, one
 * organ, a running mean for training. `diesAt` kills the process at a place that progress does not reach.
 */
export const tinyErrors = defineErrors({ TFM_TINY_BAD: 'An exam of the tiny cohort is bad on purpose.' });

const size: Triple = [4, 4, 4];
const voxels = 64;

/** Kills the process with SIGKILL at a named place, the first time only: a marker file remembers it. */
function dieOnce(place: string): void {
  const { TINY_DIES_AT, TINY_MARKER } = process.env;
  if (TINY_DIES_AT !== place || !TINY_MARKER || existsSync(TINY_MARKER)) return;
  process.kill(process.pid, 'SIGKILL');
}

const volumeOf = (data: Int16Array | Uint8Array): Volume => ({
  data,
  size,
  spacing: [1, 1, 2],
  origin: [0, -3.5, 10],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
});

const cohort = defineComponent({
  provides: tokens.Cohort,
  id: 'tiny',
  description: 'Random blobs with a bright voxel where a cyst is.',
  options: z.strictObject({
    exams: z.number().int().min(0).default(40).describe('Exams.'),
    seed: z.number().int().default(1).describe('Seed.'),
    bad: z.array(z.number()).default([]).describe('Exams whose CT cannot be read.'),
    silent: z.array(z.number()).default([]).describe('Exams without a report.'),
    listing: z.enum(['sound', 'broken']).default('sound').describe('Whether the list has mistakes.'),
  }),
  create: ({ options: { exams, seed, bad, silent, listing } }) => {
    const idOf = (index: number) => `exam-${String(index).padStart(3, '0')}`;
    const list: ExamListing[] = Array.from({ length: exams }, (_, index) => ({
      id: idOf(index),
      patient: `p${seed}-${index}`,
      split: (['train', 'train', 'validation', 'test'] as const)[index % 4],
      revision: `${seed}/${index}`,
    }));
    if (listing === 'broken') {
      list.push(
        { ...list[0] },
        { id: '../evil', patient: 'x', split: 'test' },
        { id: 'leak', patient: `p${seed}-0`, split: 'test' },
      );
    }
    return {
      list: async () => list,
      open: async (id): Promise<Exam> => {
        const index = list.findIndex((exam) => exam.id === id);
        const random = createRandom(seed).fork(id);
        const cyst = random.chance(0.5);
        const draw = () =>
          Int16Array.from({ length: voxels }, (_, voxel) => (cyst && voxel === 21 ? 900 : random.integer(100)));
        return {
          ...list[index],
          ct: async () => {
            if (bad.includes(index))
              throw tinyErrors.TFM_TINY_BAD({ exam: id, message: 'The CT cannot be read.', fix: 'Repair it.' });
            return volumeOf(draw());
          },
          report: async () => (silent.includes(index) ? undefined : cyst ? 'There is a cyst.' : 'The liver is normal.'),
          truth: async () => ({
            findings: cyst ? [{ finding: 'hepatic_cyst', organ: 'liver' }] : [],
            assessed: ['hepatic_cyst'],
          }),
        };
      },
    };
  },
});

const segmentation = (passthrough: boolean) => ({
  provides: tokens.Segmenter,
  id: passthrough ? 'label-files' : 'threshold',
  description: 'Calls everything liver.',
  options: z.strictObject({ crashes: z.string().default('').describe('Exam that kills its worker.') }),
  create: ({ options: { crashes } }: { options: { crashes: string } }) => ({
    passthrough,
    segment: async (exam: Exam, ct: Volume): Promise<LabelMap> => {
      if (exam.id === crashes) process.exit(7);
      return {
        volume: { ...ct, data: Uint8Array.from(ct.data as Int16Array, (hu) => (hu > 20 ? 5 : 0)) },
        names: new Map([[5, 'liver']]),
      };
    },
  }),
});

const parser = defineComponent({
  provides: tokens.ReportParser,
  id: 'rules',
  description: 'Looks for one word.',
  options: z.strictObject({}),
  create: () => ({
    parse: async (text) => ({
      mentioned: ['liver'],
      findings: [
        {
          organ: 'liver',
          sentence: { text, start: 0, end: text.length },
          finding: 'hepatic_cyst',
          state: text.includes('cyst') ? ('present' as const) : ('absent' as const),
          sides: [],
          confidence: 1,
        },
      ],
    }),
  }),
});

const pairs = defineComponent({
  provides: tokens.PairMaker,
  id: 'organ-pairs',
  description: 'The whole scan is the organ.',
  options: z.strictObject({}),
  create: () => {
    const volumes = async (ct: Volume, { volume }: LabelMap): Promise<OrganVolume[]> => [
      {
        organ: 'liver',
        hu: ct.data as Int16Array,
        mask: Uint8Array.from(volume.data as Uint8Array, (label) => Number(label === 5)),
        size,
        extentMm: size,
        organExtentMm: size,
        organMl: 1,
      },
    ];
    return {
      size,
      volumes,
      pairs: async ({ exam, ct, labelMap, report, segmenter, parser }) =>
        (await volumes(ct, labelMap)).map(
          (volume): OrganPair => ({
            volume,
            row: {
              key: `${exam.id}/liver`,
              exam: exam.id,
              patient: exam.patient,
              split: exam.split,
              organ: 'liver',
              extentMm: size,
              organExtentMm: size,
              organMl: 1,
              cutBy: [],
              sourceSpacing: ct.spacing,
              segmenter,
              parser,
              sentences: report.findings.map((finding) => finding.sentence.text),
              findings: report.findings,
              mentioned: report.mentioned.length > 0,
              states: { hepatic_cyst: report.findings[0]?.state ?? 'not-mentioned' },
            },
          }),
        ),
    };
  },
});

interface StoredPair {
  row: PairRow;
  volume: Omit<OrganVolume, 'hu' | 'mask'> & { hu: number[]; mask: number[] };
}

const store = defineComponent({
  provides: tokens.PairStore,
  id: 'webdataset',
  description: 'JSON pieces.',
  options: z.strictObject({}),
  create: () => {
    // A file to write to instead: /dev/full. No option, so that the run is the same once the disk has space again.
    const device = process.env.TINY_DEVICE;
    const pieceOf = (dir: string, piece: number) => join(dir, `piece-${piece}.json`);
    const write = async (path: string, text: string, place: string) => {
      await writeFile(`${path}.tmp`, text.slice(0, text.length / 2));
      dieOnce(place);
      await writeFile(device || `${path}.tmp`, text);
      await rename(`${path}.tmp`, path);
    };
    return {
      writePiece: (dir, piece, items) =>
        write(
          pieceOf(dir, piece),
          JSON.stringify(
            items.map(({ row, volume }) => ({
              row,
              volume: { ...volume, hu: [...volume.hu], mask: [...(volume.mask ?? [])] },
            })),
          ),
          `piece-${piece}`,
        ),
      async finish(dir, pieces) {
        const sizes = [];
        for (let piece = 0; piece < pieces; piece++) sizes.push((await readFile(pieceOf(dir, piece))).length);
        await write(join(dir, 'table.json'), JSON.stringify({ pieces, sizes }), 'finish');
      },
      async open(dir): Promise<PairReader> {
        const { pieces } = JSON.parse(await readFile(join(dir, 'table.json'), 'utf8')) as { pieces: number };
        const all: OrganPair[] = [];
        for (let piece = 0; piece < pieces; piece++) {
          const stored = JSON.parse(await readFile(pieceOf(dir, piece), 'utf8')) as StoredPair[];
          all.push(
            ...stored.map(({ row, volume }) => ({
              row,
              volume: { ...volume, hu: Int16Array.from(volume.hu), mask: Uint8Array.from(volume.mask) },
            })),
          );
        }
        return {
          rows: all.map((item) => item.row),
          volume: async (index) => all[index].volume,
          async *stream() {
            yield* all;
          },
          async close() {},
        };
      },
    };
  },
});

/** Learns the mean over volumes of their largest HU, one volume a step, and saves every third step. */
const trainer = (id: string) =>
  defineComponent({
    provides: tokens.Trainer,
    id,
    description: 'A running mean.',
    options: z.strictObject({ steps: z.number().int().default(10).describe('Steps.') }),
    create: ({ options: { steps } }) => ({
      async train({ pairs: reader, workDir, outDir, metrics, progress, signal, seed, from }) {
        const file = join(workDir, 'state.json');
        const start = from
          ? (JSON.parse(await readFile(join(from, 'checkpoint.json'), 'utf8')) as { mean: number }).mean
          : 0;
        let state = existsSync(file)
          ? (JSON.parse(await readFile(file, 'utf8')) as { step: number; mean: number })
          : { step: 0, mean: start };
        const training = reader.rows.flatMap((row, index) => (row.split === 'train' ? [index] : []));
        while (state.step < steps) {
          throwIfAborted(signal);
          const random = createRandom(seed).fork(`step ${state.step}`);
          const { hu } = await reader.volume(random.pick(training));
          state = { step: state.step + 1, mean: state.mean + (Math.max(...hu) - state.mean) / (state.step + 1) };
          metrics.log({ step: state.step, loss: state.mean });
          progress.update(state.step, steps);
          if (state.step % 3 === 0) await writeFile(file, JSON.stringify(state));
        }
        await mkdir(outDir, { recursive: true });
        await writeFile(join(outDir, 'checkpoint.json'), JSON.stringify({ trainer: id, mean: state.mean }));
        dieOnce(`${id}-checkpoint`);
      },
    }),
  });

const embedder = defineComponent({
  provides: tokens.EmbedderLoader,
  id: 'checkpoint',
  description: 'Compares with the mean.',
  options: z.strictObject({}),
  create: () => ({
    async load(dir) {
      const { mean } = JSON.parse(await readFile(join(dir, 'checkpoint.json'), 'utf8')) as { mean: number };
      return {
        width: 1,
        scale: 1,
        bias: 0,
        embedVolumes: async (volumes) => volumes.map(({ hu }) => Float32Array.of(Math.max(...hu) - mean)),
        embedTexts: async (texts) => texts.map(() => Float32Array.of(1)),
        async dispose() {},
      };
    },
    async exportOnnx() {},
  }),
});

const evaluator = (id: string, key: string) =>
  defineComponent({
    provides: tokens.Evaluator,
    id,
    description: 'Scores each test pair.',
    options: z.strictObject({}),
    create: () => ({
      async evaluate({ embedder: model, pairs: reader, validationPairs = reader, progress }) {
        const scored = async (from: PairReader, split: string) => {
          const rows = from.rows.flatMap((row, index) => (row.split === split ? [{ row, index }] : []));
          return Promise.all(
            rows.map(async ({ row, index }) => ({
              row,
              score: (await model.embedVolumes([await from.volume(index)]))[0][0],
            })),
          );
        };
        const validation = await scored(validationPairs, 'validation');
        const threshold = validation.reduce((sum, { score }) => sum + score, 0) / validation.length;
        const tests = await scored(reader, 'test');
        progress.update(1, 1);
        return {
          key,
          metrics: { threshold, tests: tests.length },
          scores: tests.map(({ row, score }) => ({
            exam: row.exam,
            patient: row.patient,
            pair: row.key,
            target: 'hepatic_cyst',
            score,
            label: row.states.hepatic_cyst === 'present',
            predicted: score > threshold,
          })),
        };
      },
    }),
  });

const nothing = { width: 1, size, parameters: {} };

export const tinyPlugin = definePlugin({
  name: 'tiny',
  apiVersion: '^1.0.0',
  components: [
    defineOrgan({ organ: 'liver', name: 'liver', structures: ['liver'], terms: ['liver'], findings: [], normal: [] }),
    cohort,
    defineComponent(segmentation(true)),
    defineComponent(segmentation(false)),
    parser,
    pairs,
    store,
    defineComponent({
      provides: tokens.VisionEncoder,
      id: 'video-vit',
      description: 'Nothing.',
      options: z.strictObject({}),
      create: () => nothing as never,
    }),
    defineComponent({
      provides: tokens.TextEncoder,
      id: 'transformer',
      description: 'Nothing.',
      options: z.strictObject({}),
      create: () => nothing as never,
    }),
    trainer('videomae'),
    trainer('contrastive'),
    embedder,
    evaluator('findings', 'findings'),
    evaluator('organ-lesions', 'organLesions'),
  ],
});
