/** Components that break their contracts, each in one way: `violations.int.test.ts` sees the suites find every one. */
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  defineComponent,
  defineOrgan,
  definePlugin,
  tokens,
  type Cohort,
  type PairRow,
  type StoredVolume,
  type TextEncoder,
  type TrainingPlace,
  type VisionEncoder,
} from '@totalfm/core';
import { checkpointFiles } from '@totalfm/run-format';
import { z } from 'zod';
import {
  describeCohort,
  describeOrgan,
  describePairMaker,
  describePairStore,
  describePlugin,
  describePretrainer,
  describeReportParser,
  describeTrainer,
  describeVolumeCutter,
  describeVolumeStore,
  pairColumnsOf,
  pairReader,
  testOrgans,
  testPairs,
  volumeColumnsOf,
  volumeReader,
} from '../src/index.ts';

const [liver] = testOrgans;

describeOrgan(defineOrgan({ ...liver, organ: 'Liver' }));
describeOrgan(defineOrgan({ ...liver, organ: 'liver_terms', terms: ['Liver'] }));
describeOrgan(
  defineOrgan({
    ...liver,
    organ: 'liver_phantom',
    phantom: {
      shapes: [{ structure: 'liver', centre: [0, 0, 0.5], radiiMm: [10, 10, 10] }],
      hu: { plain: 50, contrast: 100 },
      findings: [
        {
          finding: 'hepatic_cyst',
          prevalence: 0.5,
          focal: { diameterMm: [5, 10], hu: [0, 10] },
          wordings: ['There is a hepatic cyst.', 'Cyst.'],
        },
      ],
    },
  }),
);

describePlugin(definePlugin({ name: 'old', apiVersion: '^0.1.0', components: [defineOrgan(liver)] }));
describePlugin(
  definePlugin({
    name: 'loose',
    apiVersion: '^1.0.0',
    components: [
      defineComponent({
        provides: tokens.Segmenter,
        id: 'Loose_Id',
        description: 'no sentence',
        options: z.object({ undescribed: z.number().default(1) }),
        create: () => ({ passthrough: true, segment: () => Promise.reject(new Error()) }),
      }),
    ],
  }),
);

describeReportParser('everything-is-liver', {
  make: () => ({
    parse: async (report) => ({
      findings: [
        {
          organ: 'liver',
          sentence: { text: report, start: 1, end: report.length },
          state: 'present',
          sides: [],
          confidence: 1,
        },
      ],
      mentioned: ['liver'],
    }),
  }),
});

const listing = [
  { id: 'a', patient: 'p', split: 'train' },
  { id: 'b', patient: 'p', split: 'test' },
] as const;
describeCohort('leaky', {
  make: (): Cohort => ({ list: async () => listing, open: () => Promise.reject(new Error('no code')) }),
});

const nothing = async () => {};
const forgetful = { writePiece: nothing, finish: nothing };
const noColumns = volumeColumnsOf([]);
describeVolumeStore('forgetful', {
  make: () => ({
    ...forgetful,
    readPiece: async () => [],
    open: async () => ({
      columns: noColumns,
      rows: async () => [],
      volume: () => Promise.reject(new Error()),
      close: nothing,
    }),
  }),
});
describePairStore('forgetful', {
  make: () => ({
    ...forgetful,
    open: async () => ({
      columns: pairColumnsOf([]),
      rows: async () => [],
      volume: () => Promise.reject(new Error()),
      async *stream() {},
      close: nothing,
    }),
  }),
});

/** Keeps everything, but its files tell the order of writing, and it never looks at keys, signals or volumes. */
function careless<Item>() {
  const pieces: (readonly Item[])[] = [];
  return {
    pieces,
    async writePiece(dir: string, piece: number, items: readonly Item[]): Promise<void> {
      pieces[piece] = items;
      await appendFile(join(dir, 'order'), String(piece));
    },
    finish: nothing,
  };
}
describeVolumeStore('careless', {
  make: () => {
    const { pieces, ...store } = careless<StoredVolume>();
    return {
      ...store,
      open: async () => volumeReader(pieces.flat()),
      readPiece: async (_dir, at) => pieces[at].map(({ row }) => row),
    };
  },
});
describePairStore('careless', {
  make: () => {
    const { pieces, ...store } = careless<PairRow>();
    return {
      ...store,
      async open(_dir, volumes) {
        const first = volumes.columns.length - pieces.flat().length;
        const pairs = pieces.flat().map(async (row, at) => ({ row, volume: await volumes.volume(first + at) }));
        return pairReader(await Promise.all(pairs));
      },
    };
  },
});

describeVolumeCutter('backwards', {
  make: () => ({
    size: [8, 8, 8],
    cut: async () =>
      testPairs({ exams: 1, size: [8, 8, 8] })
        .toReversed()
        .map(({ volume }) => ({ volume, cutBy: [], doubts: [], sourceSpacing: [1, 1, Math.random()] })),
  }),
});

describePairMaker('by-text', {
  make: () => ({
    join: ({ volumes, report }) =>
      volumes.toReversed().map(() => {
        const sentences = [...new Set(report.findings.map(({ sentence }) => sentence.text))];
        return {
          sentences,
          findings: report.findings.map(({ sentence, ...one }) => ({
            ...one,
            sentence: sentences.indexOf(sentence.text),
          })),
          mentioned: true,
          states: { renal_cyst: Math.random() < 2 ? 'present' : 'absent' },
        };
      }),
  }),
});

/** Writes a checkpoint that no two trainings share, and stops for nobody. */
async function writeRandomCheckpoint({ outDir, metrics, progress }: TrainingPlace): Promise<void> {
  for (let step = 0; step < 3; step++) {
    metrics.log({ step });
    progress.update(step, 3, '');
  }
  if (!outDir) return;
  await writeFile(join(outDir, checkpointFiles.model), String(Math.random()));
  await writeFile(join(outDir, checkpointFiles.manifest), JSON.stringify({ organs: [] }));
}
const [vision, text] = [{ width: 4 } as VisionEncoder, { width: 4 } as TextEncoder];
describePretrainer('greedy', {
  make: () => ({
    fit: () => {
      throw new Error('It fits nothing.');
    },
    async pretrain(context) {
      await context.volumes.volume(0);
      await writeRandomCheckpoint(context);
    },
  }),
  vision: () => vision,
  size: [4, 4, 4],
});
describeTrainer('restless', {
  make: () => ({ fit: () => {}, train: writeRandomCheckpoint }),
  vision: () => vision,
  text: () => text,
  size: [4, 4, 4],
});
