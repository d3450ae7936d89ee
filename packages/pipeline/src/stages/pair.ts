import type { PairMaker, PairReader, PairRow, PairStore, VolumeStore } from '@totalfm/core';
import { defineStage, partsOf, type Artifact, type Pieces } from '@totalfm/runtime';
import { pairs, pairStore, parser } from '../slots.ts';
import { ingest } from './ingest.ts';
import { parse } from './parse.ts';
import { openVolumes, storeDir, storeFiles, volumes } from './volumes.ts';

/** Opens the pairs of a finished artifact, with the volumes that they were joined with. Closing it closes both. */
export async function openPairs(
  { pairStore, volumeStore }: { readonly pairStore: PairStore; readonly volumeStore: VolumeStore },
  artifacts: { readonly pair: Pick<Artifact, 'files'>; readonly volumes: Pick<Artifact, 'files'> },
  signal?: AbortSignal,
): Promise<PairReader> {
  const opened = await openVolumes(volumeStore, artifacts.volumes, signal);
  try {
    const reader = await pairStore.open(storeFiles(artifacts.pair), opened, signal);
    return {
      columns: reader.columns,
      rows: (indices) => reader.rows(indices),
      volume: (index) => reader.volume(index),
      stream: (streaming) => reader.stream(streaming),
      async close() {
        await reader.close();
        await opened.close();
      },
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

interface Components {
  readonly pairs: PairMaker;
  readonly pairStore: PairStore;
}

const pieces: Pieces<Components, readonly PairRow[], readonly PairRow[]> = {
  writer({ pairStore }, { dir, chunk, signal }) {
    const rows: PairRow[] = [];
    return {
      add: (_, joined) => void rows.push(...joined),
      close: () => pairStore.writePiece(storeDir(dir), chunk, rows, signal),
    };
  },
  finish: ({ pairStore }, { dir, files, chunks, signal }) =>
    pairStore.finish(storeDir(dir), storeFiles({ files }), chunks, signal),
  open: () => Promise.reject(new TypeError('Pairs are read as a whole.')),
  pass: (rows) => rows,
};

/** Joins organ volumes with what the reports say of them, by exam and organ. Opens no CT. */
export const pair = defineStage({
  name: 'pair',
  title: 'Organ pairs',
  uses: { parser, pairs, pairStore },
  reads: { exam: partsOf(ingest, 'split', 'truth'), volumes, report: parse },
  async perExam({ pairs }, { exam, volumes = [], report }, { signal, ids }) {
    const { id, patient, split } = exam;
    const truth = await exam.truth?.(signal);
    const language = pairs.join({ exam: { id, patient, split }, volumes, report, ...(truth && { truth }) });
    return {
      result: volumes.map(
        (row, index): PairRow => ({
          ...row,
          ...language[index],
          patient,
          split,
          parser: ids.parser,
        }),
      ),
    };
  },
  pieces,
});
