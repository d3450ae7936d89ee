import { z } from 'zod';
import type { Immutable } from './immutable.ts';
import { json } from './json.ts';

/** A component by its id, with its options beside it. */
export const componentUse = z.object({ use: z.string() }).catchall(json);

/**
 * `experiment.json`: an experiment with every default written out. Only what every experiment has is named here: the slots
 * that components fill are those of the pipeline that ran it, and are read as JSON.
 */
export const savedExperiment = z
  .object({
    name: z.string(),
    seed: z.number(),
    /** Absolute folder of the run whose model is scored; absent: the experiment trains its own. */
    from: z.string().optional(),
    /** Package names and absolute paths. */
    plugins: z.array(z.string()),
    /** Components that options refer to as `$name`. */
    models: z.record(z.string(), componentUse),
    /** How it is computed, which changes no result beyond rounding. */
    compute: z.record(z.string(), json),
    /** What may leave the machine. */
    privacy: z.object({ remote: z.enum(['allow', 'refuse']) }),
  })
  .catchall(json);

export type SavedExperiment = Immutable<z.infer<typeof savedExperiment>>;
