import { definePipeline } from '@totalfm/runtime';
import { findings } from './settings/findings.ts';
import { organs } from './settings/organs.ts';
import { reports } from './settings/reports.ts';
import { unseen } from './settings/unseen.ts';
import { align } from './stages/align.ts';
import { evaluate } from './stages/evaluate.ts';
import { generate } from './stages/generate.ts';
import { ingest } from './stages/ingest.ts';
import { pair } from './stages/pair.ts';
import { parse } from './stages/parse.ts';
import { pretrain } from './stages/pretrain.ts';
import { segment } from './stages/segment.ts';
import { volumes } from './stages/volumes.ts';
import { write } from './stages/write.ts';

/** The paper's method (arXiv 2601.00260), in its order. */
export const totalfm = definePipeline({
  stages: [ingest, segment, volumes, parse, pair, pretrain, align, generate, write, evaluate],
  settings: { organs, findings, unseen, reports },
});
