import type { Artifact } from '@totalfm/runtime';
import type { StageContext, StageResult } from '../stage-context.ts';
import type { StageName } from '../stage-name.ts';
import { align } from './align.ts';
import { evaluate } from './evaluate.ts';
import { ingest } from './ingest.ts';
import { pair } from './pair.ts';
import { parse } from './parse.ts';
import { pretrain } from './pretrain.ts';
import { segment } from './segment.ts';

/** Finished artifacts by stage. */
export type Made = Partial<Record<StageName, Artifact>>;

/** Each stage on the artifacts of the stages before it. */
export const stageFunctions: Readonly<
  Record<StageName, (made: Made) => (context: StageContext) => Promise<StageResult>>
> = {
  ingest: () => ingest,
  segment: (made) => (context) => segment(context, made as Required<Made>),
  parse: (made) => (context) => parse(context, made as Required<Made>),
  pair: (made) => (context) => pair(context, made as Required<Made>),
  pretrain: (made) => (context) => pretrain(context, made as Required<Made>),
  align:
    ({ pair, pretrain }) =>
    (context) =>
      align(context, { pair: pair as Artifact, pretrain }),
  evaluate:
    ({ pair, align }) =>
    (context) =>
      evaluate(context, { pair: pair as Artifact, align: align as Artifact }),
};

export interface StageRunner {
  /** Does a stage, records it, and links its artifact into the run's folder. */
  run(stage: StageName, work: (context: StageContext) => Promise<StageResult>): Promise<Artifact>;
}
