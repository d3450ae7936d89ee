import { plugin as encoders } from '@totalfm/encoders';
import { plugin as imaging } from '@totalfm/imaging';
import { plugin as pairs } from '@totalfm/pairs';
import { plugin as reportParsers } from '@totalfm/report-parsers';
import { plugin as segmenters } from '@totalfm/segmenters';
import { plugin as trainers } from '@totalfm/trainers';
import { definePlugin } from '@totalfm/core';
import { openExperiment, type OpenedExperiment } from '@totalfm/runtime';
import { totalfm } from '../totalfm.ts';
import { madeUpCohort, organs } from './made-up-cohort.ts';

const benchPlugin = definePlugin({ name: 'bench', apiVersion: '^1.0.0', components: [...organs, madeUpCohort] });

/** The pipeline with the components that it has by default, on made-up exams, with models as small as they can be. */
export function openBench(exams: number): Promise<OpenedExperiment> {
  const values = {
    name: 'scale',
    organs: organs.map(({ organ }) => organ),
    cohort: { use: 'made-up', exams },
    parser: { use: 'rules', wholeScan: false },
    cutter: { use: 'organ-volumes', size: [4, 4, 4] },
    vision: { use: 'video-vit', patch: [4, 4, 4], dim: 16, depth: 1, heads: 2, width: 16 },
    text: { use: 'transformer', dim: 16, depth: 1, heads: 2, width: 16 },
    align: { use: 'contrastive', steps: 20 },
    evaluate: [],
  };
  const builtIns = [benchPlugin, imaging, segmenters, reportParsers, pairs, encoders, trainers];
  return openExperiment({ values }, { pipeline: totalfm, builtIns });
}
