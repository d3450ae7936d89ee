/** Entry of the runtime's worker threads: builds an experiment's components in the thread and does chunks of exams. */
import { startWorker } from '@totalfm/runtime';
import { loadProgram } from './built-ins.ts';

await startWorker(await loadProgram());
