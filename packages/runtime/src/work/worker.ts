import { parentPort, workerData } from 'node:worker_threads';
import type { Plugin } from '@totalfm/core';
import { createContainer } from '../container/container.ts';
import { loadPlugins } from '../plugins/load-plugins.ts';
import { openWorkspace } from '../run/ledger.ts';
import type { ChunkFunctions } from './chunk.ts';
import { packError, type FromWorker, type ToWorker, type WorkerSetup } from './messages.ts';

/**
 * The whole of a worker thread's entry file: builds the experiment's container from its JSON and its plugins, then
 * does the chunks that it is sent, one at a time.
 */
export async function startWorker({
  builtIns,
  functions,
}: {
  readonly builtIns: readonly Plugin[];
  readonly functions: ChunkFunctions;
}): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error('startWorker runs in a worker thread only.');
  const { experiment, pluginFolders, workspace } = workerData as WorkerSetup;
  const send = (message: FromWorker) => port.postMessage(message);
  const cancel = new AbortController();
  const setup = loadPlugins({
    builtIns,
    requests: experiment.plugins.map((name) => ({ name })),
    folders: pluginFolders,
  }).then((registry) => createContainer({ experiment, registry, workspace: workspace && openWorkspace(workspace) }));
  setup.catch(() => {});
  port.on('message', (message: ToWorker) => void receive(message));

  async function receive(message: ToWorker): Promise<void> {
    if (message.kind === 'cancel') return cancel.abort();
    try {
      const container = await setup;
      if (message.kind === 'close') {
        await container.dispose();
        port?.close();
        return;
      }
      const { task } = message;
      await functions[task.work](task as never, {
        container,
        signal: cancel.signal,
        unitDone: () => send({ kind: 'unit' }),
      });
      send({ kind: 'done' });
    } catch (error) {
      if (message.kind === 'close') port?.close();
      else send({ kind: 'failed', error: packError(error) });
    }
  }
}
