import { Command } from 'commander';
import { version } from '../package.json';
import { registerCompare } from './commands/compare.ts';
import { registerComponents } from './commands/components.ts';
import { registerConfig } from './commands/config.ts';
import { registerCoordinate } from './commands/coordinate.ts';
import { registerSites } from './commands/sites.ts';
import { registerConvert } from './commands/convert.ts';
import { registerDeidentify } from './commands/deidentify.ts';
import { registerEmbed } from './commands/embed.ts';
import { registerEvaluate } from './commands/evaluate.ts';
import { registerEvaluateParser } from './commands/evaluate-parser.ts';
import { registerExport } from './commands/export.ts';
import { registerInit } from './commands/init.ts';
import { registerInspect } from './commands/inspect.ts';
import { registerParse } from './commands/parse.ts';
import { registerPhantom } from './commands/phantom.ts';
import { registerPlan } from './commands/plan.ts';
import { registerPrompts } from './commands/prompts.ts';
import { registerPrune } from './commands/prune.ts';
import { registerResample } from './commands/resample.ts';
import { registerResume } from './commands/resume.ts';
import { registerReview } from './commands/review.ts';
import { registerRun } from './commands/run.ts';
import { registerSegment } from './commands/segment.ts';
import { registerStats } from './commands/stats.ts';
import { registerTables } from './commands/tables.ts';
import { registerTop } from './commands/top.ts';
import { registerTrainSegmenter } from './commands/train-segmenter.ts';
import { registerWorker } from './commands/worker.ts';
import { registerWrite } from './commands/write.ts';
import { writeResult } from './console/stdout.ts';

const commands = [
  registerRun,
  registerPlan,
  registerResume,
  registerWorker,
  registerTop,
  registerCoordinate,
  registerSites,
  registerEvaluate,
  registerInspect,
  registerReview,
  registerCompare,
  registerTables,
  registerParse,
  registerEvaluateParser,
  registerSegment,
  registerStats,
  registerResample,
  registerConvert,
  registerDeidentify,
  registerEmbed,
  registerWrite,
  registerExport,
  registerComponents,
  registerPrompts,
  registerConfig,
  registerInit,
  registerPhantom,
  registerTrainSegmenter,
  registerPrune,
];

/** The `totalfm` command with all its subcommands. What they do is loaded when they do it. */
export function createProgram(): Command {
  const program = new Command('totalfm')
    .description(
      'From CT and report to zero-shot lesion scores: trains an organ-separated vision-language model, and measures it.',
    )
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: writeResult, outputError: () => {} });
  for (const register of commands) register(program);
  return program;
}
