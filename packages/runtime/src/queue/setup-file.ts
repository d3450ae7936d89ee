import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
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

const nameOf = (digest: string) => `.setups/${digest}.json`;
const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** Writes it, and returns its digest, by which it is found. */
export async function writeSetup({ shared }: ArtifactStore, setup: RunSetup): Promise<string> {
  const text = canonicalJson(setup);
  const digest = digestOf(text);
  await shared.put(nameOf(digest), text);
  return digest;
}

/** Nobody takes jobs of it any more. */
export const removeSetup = ({ shared }: ArtifactStore, digest: string): Promise<void> => shared.remove(nameOf(digest));

/** Throws `TFM_STORE_NOT_SHARED` where it is not there, or is another. */
export async function readSetup(store: ArtifactStore, digest: string): Promise<RunSetup> {
  for (let attempt = 1; ; attempt++) {
    const text = await store.shared.get(nameOf(digest));
    if (text !== undefined && digestOf(text) === digest) return JSON.parse(text) as RunSetup;
    if (attempt === patience.tries) break;
    await delay(patience.ms);
  }
  throw notShared(placeOf(store), 'What the run has put there for its workers is not in it');
}

/** Where all machines find its artifacts, for messages. */
export const placeOf = ({ root, behind }: ArtifactStore): string => behind ?? root;

export const notShared = (place: string, message: string) =>
  runtimeErrors.TFM_STORE_NOT_SHARED({
    file: place,
    message: `${message}: this is not where the run keeps its artifacts.`,
    fix: 'Mount one folder on all machines, and name it to each worker: `totalfm worker --artifacts DIR`; a run keeps them in `runs/.artifacts`. Where the experiment has `artifacts: {…}`, give each worker the same: `--artifacts "{ use: s3, … }"`.',
  });
