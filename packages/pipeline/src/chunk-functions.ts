import type { ChunkFunctions } from '@totalfm/runtime';
import { pairChunk } from './stages/pair.ts';
import { parseChunk } from './stages/parse.ts';
import { segmentChunk } from './stages/segment.ts';

/** The chunks of per-exam stages, by the stage's name: what a worker's entry file hands to `startWorker`. */
export const chunkFunctions: ChunkFunctions = { segment: segmentChunk, parse: parseChunk, pair: pairChunk };
