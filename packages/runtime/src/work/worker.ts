import { parentPort, workerData } from 'node:worker_threads';
import { createContainer } from '../container/container.ts';
import type { Program } from '../experiment/load.ts';
import { loadPlugins } from '../plugins/load-plugins.ts';
import { openWorkspace } from '../run/ledger.ts';
import { createExamWorker } from '../stages/exam-worker.ts';
import { packError, type FromWorker, type ToWorker, type WorkerSetup } from './messages.ts';

/**
 * The whole of a worker thread's entry file: builds the experiment's container from its JSON and its plugins, then
 * does the chunks that it is sent, one at a time.
 */
export async function startWorker({ builtIns, pipeline }: Program): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error('startWorker runs in a worker thread only.');
  const { experiment, pluginFolders, workspace } = workerData as WorkerSetup;
  const send = (message: FromWorker) => port.postMessage(message);
  const cancel = new AbortController();
  const setup = loadPlugins({
    builtIns,
    requests: experiment.plugins.map((name) => ({ name })),
    folders: pluginFolders,
  }).then((registry) => {
    const container = createContainer({
      experiment,
      pipeline,
      registry,
      workspace: workspace && openWorkspace(workspace),
    });
    return { container, worker: createExamWorker(container) };
  });
  setup.catch(() => {});
  port.on('message', (message: ToWorker) => void receive(message));

  async function receive(message: ToWorker): Promise<void> {
    if (message.kind === 'cancel') return cancel.abort();
    try {
      const { container, worker } = await setup;
      if (message.kind === 'close') {
        await worker.close();
        await container.dispose();
        port?.close();
        return;
      }
      const { task } = message;
      await worker.run(task as never, {
        signal: cancel.signal,
        unitDone: (milliseconds) => send({ kind: 'unit', milliseconds }),
      });
      send({ kind: 'done' });
    } catch (error) {
      if (message.kind === 'close') port?.close();
      else send({ kind: 'failed', error: packError(error) });
    }
  }
}
