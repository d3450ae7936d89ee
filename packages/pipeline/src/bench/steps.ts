import { join } from 'node:path';
import { createParquetPairs, createWebDataset } from '@totalfm/pairs';
import { artifactOfRun, planRun, runPipeline } from '@totalfm/runtime';
import { openPairs } from '../stages/pair.ts';
import { openBench } from './experiment.ts';

/**
 * What a process can do: `open` the experiment alone, which every one of them does; one stage, with those before it made
 * already; open the `columns` of the finished stores alone; `plan` a finished run, and `reuse` it.
 */
export type StepName =
  | 'open'
  | 'ingest'
  | 'segment'
  | 'volumes'
  | 'parse'
  | 'pair'
  | 'align'
  | 'columns'
  | 'plan'
  | 'reuse';

const last = 'align';

/** Does one step. Returns the rows of the pair table where it opens it alone. */
export async function doStep(step: StepName, runsDir: string, exams: number): Promise<number | undefined> {
  const opened = await openBench(exams);
  if (step === 'open') await opened.container().dispose();
  else if (step === 'columns') return countRows(join(runsDir, opened.experiment.name));
  else if (step === 'plan') {
    const plans = await planRun(opened, { runsDir, until: last });
    for (const { stage, action } of plans) if (action !== 'reuse') throw new Error(`${stage} would be made again.`);
  } else await runPipeline(opened, { runsDir, until: step === 'reuse' ? last : step });
  return undefined;
}

async function countRows(runDir: string): Promise<number> {
  const [pair, volumes] = await Promise.all(['pair', 'volumes'].map((stage) => artifactOfRun(runDir, stage)));
  const stores = { pairStore: createParquetPairs(), volumeStore: createWebDataset() };
  const reader = await openPairs(stores, { pair, volumes });
  await reader.close();
  return reader.columns.length;
}
