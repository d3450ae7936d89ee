import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { writeFileWhole, writing } from '@totalfm/core';
import { canonicalJson } from '../canonical-json.ts';
import { runtimeErrors } from '../errors.ts';
import type { ResolvedExperiment } from '../experiment/experiment.ts';

/** What workers on other machines build their components from. It lies with the artifacts, so that no queue carries it. */
export interface RunSetup {
  readonly experiment: ResolvedExperiment;
  /** Versions of the program. */
  readonly versions: Readonly<Record<string, string>>;
  /** What the code of each plugin from outside is known by, by the plugin's name. */
  readonly plugins: Readonly<Record<string, string>>;
  /** Told from every other run: a copy of the folder does not have it. */
  readonly token: string;
}

/** How long a folder on another machine may take to show a new file. */
const patience = { tries: 12, ms: 500 };

const fileOf = (artifacts: string, digest: string) => join(artifacts, '.setups', `${digest}.json`);
const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** Writes it, and returns its digest, by which it is found. */
export async function writeSetup(artifacts: string, setup: RunSetup): Promise<string> {
  const text = canonicalJson(setup);
  const digest = digestOf(text);
  await writing(artifacts, () => mkdir(join(artifacts, '.setups'), { recursive: true }));
  await writeFileWhole(fileOf(artifacts, digest), text);
  return digest;
}

/** Nobody takes jobs of it any more. */
export const removeSetup = (artifacts: string, digest: string): Promise<void> =>
  rm(fileOf(artifacts, digest), { force: true });

/** Throws `TFM_STORE_NOT_SHARED` where it is not there, or is another. */
export async function readSetup(artifacts: string, digest: string): Promise<RunSetup> {
  const file = fileOf(artifacts, digest);
  for (let attempt = 1; ; attempt++) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined && digestOf(text) === digest) return JSON.parse(text) as RunSetup;
    if (attempt === patience.tries) break;
    await delay(patience.ms);
  }
  throw notShared(artifacts, 'What the run has put there for its workers is not in it');
}

export const notShared = (folder: string, message: string) =>
  runtimeErrors.TFM_STORE_NOT_SHARED({
    file: folder,
    message: `${message}: this is not the folder that the run keeps its artifacts in.`,
    fix: 'Mount one folder on all machines, and name it to each worker: `totalfm worker --artifacts DIR`; a run keeps them in `runs/.artifacts`.',
  });
