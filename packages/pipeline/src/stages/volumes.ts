import { join } from 'node:path';
import {
  filesIn,
  groupBy,
  sameGrid,
  tokens,
  type StoredFiles,
  type StoredVolume,
  type VolumeCutter,
  type VolumeRow,
  type VolumeStore,
} from '@totalfm/core';
import { runFiles } from '@totalfm/run-format';
import { defineStage, partsOf, type Artifact, type Pieces } from '@totalfm/runtime';
import { pipelineErrors } from '../errors.ts';
import { diceByPart, type DiceByPart } from '../exams/dice.ts';
import { dicePieces, writeMaskAgreement } from '../exams/mask-agreement.ts';
import { volumeRow } from '../exams/volume-row.ts';
import { phasePieces, writeScanPhases } from '../exams/scan-phases.ts';
import { cutter, segmenter, volumeStore } from '../slots.ts';
import { ingest } from './ingest.ts';
import { segment } from './segment.ts';

const store = 'store';

/** The folder of a store within its artifact. */
export const storeDir = (dir: string): string => join(dir, store);

/** Its files, wherever they lie. */
export const storeFiles = ({ files }: Pick<Artifact, 'files'>): StoredFiles => filesIn(files, store);

/** Opens the organ volumes of a finished artifact. Close it after use. */
export const openVolumes = (store: VolumeStore, artifact: Pick<Artifact, 'files'>, signal?: AbortSignal) =>
  store.open(storeFiles(artifact), signal);

interface Components {
  readonly cutter: VolumeCutter;
  readonly volumeStore: VolumeStore;
}

interface Cuts {
  readonly volumes: readonly StoredVolume[];
  /** How the masks agree with those that came with the exam; absent where they are the same, or none came. */
  readonly dice?: DiceByPart;
}

const pieces: Pieces<Components, Cuts, readonly VolumeRow[]> = {
  writer({ volumeStore }, place) {
    const { dir, chunk, signal } = place;
    const [agreement, phases] = [dicePieces.writer(undefined, place), phasePieces.writer(undefined, place)];
    const volumes: StoredVolume[] = [];
    return {
      async add(exam, { volumes: cut, dice }) {
        volumes.push(...cut);
        if (dice) await agreement.add(exam, dice);
        if (cut.length > 0) await phases.add(exam, cut[0].row.phase ?? null);
      },
      async close() {
        await agreement.close();
        await phases.close();
        await volumeStore.writePiece(storeDir(dir), chunk, volumes, signal);
      },
    };
  },
  async finish({ volumeStore }, place) {
    const { dir, chunks, signal } = place;
    await dicePieces.finish(undefined, place);
    await writeMaskAgreement(dir);
    await phasePieces.finish(undefined, place);
    await writeScanPhases(dir);
    await volumeStore.finish(storeDir(dir), storeFiles(place), chunks, signal);
  },
  open: async ({ volumeStore }, artifact, signal) => ({
    read: async (chunk) =>
      groupBy(await volumeStore.readPiece(storeFiles(artifact), chunk, signal), ({ exam }) => exam),
    close: () => artifact.files.close(),
  }),
  pass: ({ volumes }) => volumes.map(({ row }) => row),
};

/** Cuts every exam into organ volumes with masks and physical facts. Knows nothing of reports. */
export const volumes = defineStage({
  name: 'volumes',
  title: 'Organ volumes',
  version: '2',
  uses: { segmenter, cutter, volumeStore, anatomy: tokens.AnatomyStructures },
  reads: { exam: partsOf(ingest, 'ct', 'labels'), labels: segment },
  publishes: [runFiles.masks, runFiles.phases],
  async perExam({ segmenter, cutter, anatomy }, { exam, labels }, { signal, ids, warn }) {
    const ct = await exam.ct(signal);
    const labelMap = await labels(exam, signal);
    const cuts = await cutter.cut(ct, labelMap, { signal, warn });
    if (cuts.length === 0) warn(noOrgans(exam.id));
    const volumes = cuts.map((cut) => ({ row: volumeRow(exam.id, cut, ids.segmenter), volume: cut.volume }));
    const reference = segmenter.passthrough ? undefined : await exam.labelMap?.(signal);
    return {
      result: {
        volumes,
        ...(reference &&
          sameGrid(labelMap.volume, reference.volume) && { dice: diceByPart(labelMap, reference, anatomy) }),
      },
    };
  },
  pieces,
});

const noOrgans = (exam: string) =>
  pipelineErrors
    .TFM_NO_ORGANS({
      exam,
      stage: 'volumes',
      message: 'The label map shows none of the experiment’s organs.',
      fix: 'Look at the label map, and at `organs` of the experiment.',
    })
    .toJSON();
