import { dirname, join } from 'node:path';
import { loadPlugins } from '../plugins/load-plugins.ts';
import { startProcess } from '../work/worker-handle.ts';
import { createWorkerPool, type WorkerPool } from '../work/worker-pool.ts';
import { allowedPlugins, checkPlugins, checkVersions } from './code-of.ts';
import type { LineData } from './job-data.ts';
import type { QueueWorkerOptions } from './worker-options.ts';
import { readSetup } from './setup-file.ts';

/** Processes of a worker, by the setup that their components are made from. */
export interface LineSetups {
  /** Throws where this worker cannot work for that run. */
  poolOf(line: LineData): Promise<WorkerPool>;
  /** Ends the processes of setups that were used least lately, but for those of these runs and one more. */
  closeUnused(runs: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

interface Opened {
  readonly run: string;
  readonly pool: Promise<WorkerPool>;
}

export function createLineSetups(options: QueueWorkerOptions): LineSetups {
  /** The one used last is the last. */
  const opened = new Map<string, Opened>();
  const end = async (digest: string, { pool }: Opened) => {
    opened.delete(digest);
    await (await pool).close();
  };
  return {
    async poolOf({ setup, run }) {
      const known = opened.get(setup) ?? { run, pool: openPool(setup, options) };
      opened.delete(setup);
      opened.set(setup, known);
      // What is refused now may be mended when it is asked for again.
      known.pool.catch(() => opened.delete(setup));
      return known.pool;
    },
    async closeUnused(runs) {
      const unused = [...opened].slice(0, -1).filter(([, { run }]) => !runs.includes(run));
      for (const [digest, one] of unused) await end(digest, one);
    },
    async close() {
      await Promise.all([...opened].map(([digest, one]) => end(digest, one)));
    },
  };
}

async function openPool(digest: string, options: QueueWorkerOptions): Promise<WorkerPool> {
  const { store, program, entry, versions, plugins = [], concurrency } = options;
  const setup = await readSetup(store, digest);
  checkVersions(versions, setup);
  const names = allowedPlugins(setup, plugins);
  const pluginFolders = [process.cwd(), ...(program.pluginFolders ?? [])];
  const requests = names.map((name) => ({ name }));
  checkPlugins(await loadPlugins({ builtIns: program.builtIns, requests, folders: pluginFolders }), setup);
  const workspace = { cacheDir: join(dirname(store.root), '.cache'), workers: concurrency };
  return createWorkerPool(() =>
    startProcess(entry, { experiment: setup.experiment, pluginFolders, artifacts: store.root, workspace }),
  );
}
