import { definePlugin, partName } from '@totalfm/core';
import { plugin as encoders } from '@totalfm/encoders';
import { plugin as imaging } from '@totalfm/imaging';
import { createWebDataset, plugin as pairs } from '@totalfm/pairs';
import { plugin as reportParsers } from '@totalfm/report-parsers';
import { artifactOfRun, openExperiment, runPipeline } from '@totalfm/runtime';
import { plugin as segmenters } from '@totalfm/segmenters';
import { plugin as trainers } from '@totalfm/trainers';
import { join } from 'node:path';
import { openVolumes } from '../../stages/volumes.ts';
import { totalfm } from '../../totalfm.ts';
import { filesCohort } from './files-cohort.ts';
import { organs } from './organs.ts';
import { meanOf, type Cuts, type Part } from './parts.ts';

/** Cuts the exam of a folder by the pipeline, from its files to a store of organ volumes. */
export async function cut(dir: string, runsDir: string): Promise<Cuts> {
  const plugin = definePlugin({ name: 'bench', apiVersion: '^1.0.0', components: [...organs, filesCohort] });
  const values = {
    name: 'organ-volumes',
    organs: organs.map(({ organ }) => organ),
    cohort: { use: 'files', dir },
    evaluate: [],
  };
  const builtIns = [plugin, imaging, segmenters, reportParsers, pairs, encoders, trainers];
  const opened = await openExperiment({ values }, { pipeline: totalfm, builtIns });
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  await runPipeline(opened, { runsDir, until: 'volumes' });
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const mb = process.resourceUsage().maxRSS / 1024;
  return { seconds, cpuSeconds: (user + system) / 1e6, mb, parts: await partsOf(join(runsDir, 'organ-volumes')) };
}

async function partsOf(runDir: string): Promise<Readonly<Record<string, Part>>> {
  const store = await openVolumes(createWebDataset(), await artifactOfRun(runDir, 'volumes'));
  const parts: Record<string, Part> = {};
  for (let index = 0; index < store.columns.length; index++) {
    const volume = await store.volume(index);
    const { hu, mask = [], organMl: ml } = volume;
    parts[partName(volume)] = { ml, hu: meanOf(hu), mask: meanOf(mask) };
  }
  await store.close();
  return parts;
}
