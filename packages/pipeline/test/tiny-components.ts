import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  createRandom,
  defineComponent,
  defineErrors,
  defineOrgan,
  definePlugin,
  readStored,
  splits,
  throwIfAborted,
  tokens,
  type Exam,
  type ExamListing,
  type LabelMap,
  type OrganVolume,
  type PairColumns,
  type PairReader,
  type PairRow,
  type Split,
  type StoredFiles,
  type TrainingPlace,
  type Triple,
  type Volume,
  type VolumeColumns,
  type VolumeRow,
  type VolumeStoreReader,
} from '@totalfm/core';
import { z } from 'zod';
import { tinyComposer, tinyGenerator, tinyLanguage } from './tiny-writing.ts';

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

const edition = z.strictObject({ edition: z.number().default(0).describe('Changes nothing but the identity.') });

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
    reportEdition: z.number().default(0).describe('Changes what is known of reports, and nothing else.'),
  }),
  create: ({ options: { exams, seed, bad, silent, listing, reportEdition } }) => {
    const idOf = (index: number) => `exam-${String(index).padStart(3, '0')}`;
    const list: ExamListing[] = Array.from({ length: exams }, (_, index) => ({
      id: idOf(index),
      patient: `p${seed}-${index}`,
      split: (['train', 'train', 'validation', 'test'] as const)[index % 4],
      revisions: {
        ct: `${seed}/${index}`,
        labels: '',
        report: `${seed}/${index}/${reportEdition}`,
        truth: `${seed}/${index}`,
      },
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
            // What is opened, for tests that count.
            if (process.env.TINY_READS) await appendFile(process.env.TINY_READS, `${id}\n`);
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
  options: edition,
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

const cutter = defineComponent({
  provides: tokens.VolumeCutter,
  id: 'organ-volumes',
  description: 'The whole scan is the organ.',
  options: edition,
  create: () => ({
    size,
    cut: async (ct, { volume }) => [
      {
        volume: {
          organ: 'liver',
          hu: ct.data as Int16Array,
          mask: Uint8Array.from(volume.data as Uint8Array, (label) => Number(label === 5)),
          size,
          extentMm: size,
          organExtentMm: size,
          organMl: 1,
        },
        cutBy: [],
        doubts: [],
        sourceSpacing: ct.spacing,
      },
    ],
  }),
});

const pairs = defineComponent({
  provides: tokens.PairMaker,
  id: 'organ-pairs',
  description: 'All sentences are about the liver.',
  options: z.strictObject({}),
  create: () => ({
    join: ({ volumes, report, truth }) =>
      volumes.map(() => ({
        sentences: report.findings.map((finding) => finding.sentence.text),
        findings: report.findings.map((finding, sentence) => ({ ...finding, sentence })),
        mentioned: report.mentioned.length > 0,
        states: { hepatic_cyst: report.findings[0]?.state ?? 'not-mentioned' },
        ...(truth && { truth: { hepatic_cyst: truth.findings.length > 0 } }),
      })),
  }),
});

/** JSON pieces and a table of their lengths. `TINY_DEVICE` is a file to write to instead: /dev/full. */
function jsonStore<Item>(name: string) {
  // No option, so that the run is the same once the disk has space again.
  const device = process.env.TINY_DEVICE;
  const pieceName = (piece: number) => `piece-${piece}.json`;
  const pieceOf = (dir: string, piece: number) => join(dir, pieceName(piece));
  const write = async (path: string, text: string, place: string) => {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.tmp`, text.slice(0, text.length / 2));
    dieOnce(`${name}-${place}`);
    await writeFile(device || `${path}.tmp`, text);
    await rename(`${path}.tmp`, path);
  };
  const stored = async <T>(files: StoredFiles, path: string) =>
    JSON.parse(new TextDecoder().decode(await readStored(files, path))) as T;
  const read = (files: StoredFiles, piece: number) => stored<Item[]>(files, pieceName(piece));
  return {
    read,
    writePiece: (dir: string, piece: number, items: readonly Item[]) =>
      write(pieceOf(dir, piece), JSON.stringify(items), `piece-${piece}`),
    async finish(dir: string, files: StoredFiles, pieces: number) {
      const sizes = [];
      for (let piece = 0; piece < pieces; piece++) sizes.push(await files.size(pieceName(piece)));
      await write(join(dir, 'table.json'), JSON.stringify({ pieces, sizes }), 'finish');
    },
    async readAll(files: StoredFiles): Promise<Item[]> {
      const { pieces } = await stored<{ pieces: number }>(files, 'table.json');
      const all: Item[] = [];
      for (let piece = 0; piece < pieces; piece++) all.push(...(await read(files, piece)));
      return all;
    },
  };
}

interface JsonVolume {
  readonly row: VolumeRow;
  readonly volume: Omit<OrganVolume, 'hu' | 'mask'> & { readonly hu: number[]; readonly mask: number[] };
}

const volumeStore = defineComponent({
  provides: tokens.VolumeStore,
  id: 'webdataset',
  description: 'JSON pieces of volumes.',
  options: z.strictObject({}),
  create: () => {
    const store = jsonStore<JsonVolume>('volumes');
    return {
      writePiece: (dir, piece, items) =>
        store.writePiece(
          dir,
          piece,
          items.map(({ row, volume }) => ({
            row,
            volume: { ...volume, hu: [...volume.hu], mask: [...(volume.mask ?? [])] },
          })),
        ),
      finish: store.finish,
      readPiece: async (files, piece) => (await store.read(files, piece)).map(({ row }) => row),
      async open(files): Promise<VolumeStoreReader> {
        const all = await store.readAll(files);
        return {
          columns: columnsOf(all.map(({ row }) => row)),
          rows: async (indices) => Array.from(indices, (index) => all[index].row),
          volume: async (index) => {
            const { volume } = all[index];
            return { ...volume, hu: Int16Array.from(volume.hu), mask: Uint8Array.from(volume.mask) };
          },
          async close() {},
        };
      },
    };
  },
});

const pairStore = defineComponent({
  provides: tokens.PairStore,
  id: 'parquet',
  description: 'JSON pieces of pairs.',
  options: z.strictObject({
    unreadable: z.string().default('').describe('An exam whose volumes cannot be read one by one.'),
  }),
  create: ({ options: { unreadable } }) => {
    const { writePiece, finish, readAll } = jsonStore<PairRow>('pairs');
    return {
      writePiece,
      finish,
      async open(files, volumes): Promise<PairReader> {
        const all = await readAll(files);
        return {
          columns: pairColumnsOf(all),
          rows: async (indices) => Array.from(indices, (index) => all[index]),
          async volume(index) {
            if (all[index].exam === unreadable) throw new Error('The disk is gone.');
            return volumes.volume(index);
          },
          async *stream() {
            for (const [index, row] of all.entries()) yield { row, volume: await volumes.volume(index) };
          },
          async close() {},
        };
      },
    };
  },
});

function columnsOf(rows: readonly VolumeRow[]): VolumeColumns {
  const exams = [...new Set(rows.map(({ exam }) => exam))];
  return {
    length: rows.length,
    exams,
    exam: Uint32Array.from(rows, ({ exam }) => exams.indexOf(exam)),
    organs: ['liver'],
    organ: new Uint16Array(rows.length),
    side: new Uint8Array(rows.length),
    doubted: new Uint8Array(rows.length),
  };
}

function pairColumnsOf(rows: readonly PairRow[]): PairColumns {
  return {
    ...columnsOf(rows),
    split: Uint8Array.from(rows, ({ split }) => splits.indexOf(split)),
    sentences: Uint16Array.from(rows, ({ sentences }) => sentences.length),
    findings: [],
    presentStart: new Uint32Array(rows.length + 1),
    present: new Uint16Array(),
  };
}

/** Learns the mean over volumes of their largest HU, one volume a step, and saves every third step. */
async function learnMean(
  { workDir, outDir, metrics, progress, signal, seed }: TrainingPlace,
  what: {
    readonly id: string;
    readonly steps: number;
    readonly start: number;
    readonly places: ArrayLike<number>;
    readonly volume: (place: number) => Promise<OrganVolume>;
  },
): Promise<void> {
  const file = join(workDir, 'state.json');
  let state = existsSync(file)
    ? (JSON.parse(await readFile(file, 'utf8')) as { step: number; mean: number })
    : { step: 0, mean: what.start };
  while (state.step < what.steps) {
    throwIfAborted(signal);
    const random = createRandom(seed).fork(`step ${state.step}`);
    const { hu } = await what.volume(random.pick(Array.from(what.places)));
    state = { step: state.step + 1, mean: state.mean + (Math.max(...hu) - state.mean) / (state.step + 1) };
    metrics.log({ step: state.step, loss: state.mean });
    progress.update(state.step, what.steps);
    if (state.step % 3 === 0) await writeFile(file, JSON.stringify(state));
  }
  await mkdir(outDir, { recursive: true });
  await writeFile(join(outDir, 'checkpoint.json'), JSON.stringify({ trainer: what.id, mean: state.mean }));
  dieOnce(`${what.id}-checkpoint`);
}

const steps = z.strictObject({
  steps: z.number().int().default(10).describe('Steps.'),
  fits: z.boolean().default(true).describe('Whether it fits.'),
  saveEvery: z.number().int().default(3).describe('Changes no result.').meta({ operational: true }),
});

const fitting = (fits: boolean) => () => {
  if (!fits)
    throw tinyErrors.TFM_TINY_BAD({ option: 'align.fits', message: 'It does not fit.', fix: 'Choose another.' });
};

const pretrainer = defineComponent({
  provides: tokens.Pretrainer,
  id: 'videomae',
  description: 'A running mean.',
  options: steps,
  create: ({ options: { steps, fits } }) => ({
    fit: fitting(fits),
    pretrain: ({ volumes, trainOn, ...place }) =>
      learnMean(place, { id: 'videomae', steps, start: 0, places: trainOn, volume: (at) => volumes.volume(at) }),
  }),
});

const trainer = defineComponent({
  provides: tokens.Trainer,
  id: 'contrastive',
  description: 'A running mean.',
  options: steps,
  create: ({ options: { steps, fits } }) => ({
    fit: fitting(fits),
    async train({ pairs: reader, from, ...place }) {
      const start = from
        ? (JSON.parse(await readFile(join(from, 'checkpoint.json'), 'utf8')) as { mean: number }).mean
        : 0;
      const places = [...reader.columns.split.keys()].filter((at) => reader.columns.split[at] === 0);
      await learnMean(place, { id: 'contrastive', steps, start, places, volume: (at) => reader.volume(at) });
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
      fitExams({ test }) {
        if (test === 0) throw tinyErrors.TFM_TINY_BAD({ message: 'There is no test.', fix: 'Add one.' });
      },
      async evaluate({ embedder: model, pairs: reader, validationPairs = reader, written, progress }) {
        const scored = async (from: PairReader, split: Split) => {
          const places = [...from.columns.split.keys()].filter((at) => splits[from.columns.split[at]] === split);
          return Promise.all(
            places.map(async (at) => ({
              row: (await from.rows([at]))[0],
              score: (await model.embedVolumes([await from.volume(at)]))[0][0],
            })),
          );
        };
        const validation = await scored(validationPairs, 'validation');
        const threshold = validation.reduce((sum, { score }) => sum + score, 0) / validation.length;
        const tests = await scored(reader, 'test');
        const texts: Record<string, Record<string, string>> = {};
        for await (const { exam, byGenerator } of written?.read() ?? [])
          texts[exam] = Object.fromEntries(Object.entries(byGenerator).map(([name, { text }]) => [name, text]));
        progress.update(1, 1);
        return {
          key,
          title: key,
          description: 'The mean.',
          unit: 'finding',
          measures: [{ id: 'tests', title: 'Tests', better: 'higher' }],
          primary: 'tests',
          targets: [],
          means: [],
          skipped: [],
          details: { threshold, tests: tests.length, ...(written && { generators: written.generators, texts }) },
          scores: tests.map(({ row, score }) => ({
            exam: row.exam,
            patient: row.patient,
            pair: row.key,
            target: 'hepatic_cyst',
            score,
            label: row.states.hepatic_cyst === 'present',
            predicted: score > threshold,
          })),
          reports: tests.map(({ row: { exam, patient } }) => ({ exam, patient, reference: [], byGenerator: {} })),
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
    cutter,
    volumeStore,
    pairs,
    pairStore,
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
    pretrainer,
    trainer,
    tinyLanguage,
    tinyGenerator,
    tinyComposer,
    embedder,
    evaluator('findings', 'findings'),
    evaluator('organ-lesions', 'organLesions'),
  ],
});
