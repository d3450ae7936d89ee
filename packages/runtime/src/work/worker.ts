import { createContainer } from '../container/container.ts';
import type { Program } from '../experiment/load.ts';
import { openArtifacts } from '../open/open-services.ts';
import { loadPlugins } from '../plugins/load-plugins.ts';
import { openWorkspace } from '../run/ledger.ts';
import { createExamWorker } from '../stages/exam-worker.ts';
import { packError, type ToWorker, type WorkerSetup } from './messages.ts';
import { openWorkerPort, type WorkerPort } from './worker-port.ts';

/**
 * The whole of a worker's entry file, be it a thread or a process: builds the experiment's container from its JSON and its
 * plugins, then does the chunks that it is sent, one at a time.
 */
export async function startWorker(program: Program): Promise<void> {
  const port = openWorkerPort();
  const cancel = new AbortController();
  const parts = port.setup.then((setup) => openParts(program, setup, port));
  parts.catch(() => {});
  port.listen((message) => void receive(message));

  async function receive(message: ToWorker): Promise<void> {
    if (message.kind === 'cancel') return cancel.abort();
    try {
      const { container, store, worker } = await parts;
      if (message.kind === 'task') {
        await worker.run(message.task as never, {
          signal: cancel.signal,
          isTriedAgain: message.isTriedAgain,
          unitDone: (milliseconds) => port.send({ kind: 'unit', milliseconds }),
        });
        port.send({ kind: 'done' });
      } else if (message.kind === 'close') {
        await worker.close();
        await container.dispose();
        await store.close();
        port.close();
      }
    } catch (error) {
      if (message.kind === 'close') port.close();
      else port.send({ kind: 'failed', ...packError(error) });
    }
  }
}

async function openParts({ builtIns, pipeline }: Program, setup: WorkerSetup, port: WorkerPort) {
  const { experiment, pluginFolders, artifacts, workspace } = setup;
  const requests = experiment.plugins.map((name) => ({ name }));
  const registry = await loadPlugins({ builtIns, requests, folders: pluginFolders });
  const container = createContainer({
    experiment,
    pipeline,
    registry,
    workspace: workspace && openWorkspace(workspace, (line) => port.send({ kind: 'record', line })),
  });
  const store = await openArtifacts(artifacts, experiment, registry);
  return { container, store, worker: createExamWorker(container, { store, isSupervised: true }) };
}
