/** Entry of the runtime's worker threads: builds an experiment's components in the thread and does chunks of exams. */
import { chunkFunctions } from '@totalfm/pipeline';
import { startWorker } from '@totalfm/runtime';
import { loadBuiltIns } from './built-ins.ts';

await startWorker({ builtIns: await loadBuiltIns(), functions: chunkFunctions });
