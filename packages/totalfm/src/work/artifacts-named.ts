import { tokens } from '@totalfm/core';
import { openArtifacts, resolveService, type ArtifactStore } from '@totalfm/runtime';
import { loadRegistry } from '../built-ins.ts';
import { namedByHand } from './open-queue.ts';

/** Where a worker keeps copies of what lies in a store of objects. */
const ownFolder = 'runs/.artifacts';

/** The artifacts that `--artifacts` names: a folder, or a store of objects as an experiment has it (`{ use: s3, … }`). */
export async function artifactsNamed(place: string, plugins: readonly string[]): Promise<ArtifactStore> {
  const registry = await loadRegistry(plugins);
  if (!place.trimStart().startsWith('{')) return openArtifacts(place, { privacy: namedByHand }, registry);
  const artifacts = await resolveService(tokens.ObjectStore, place, '--artifacts', registry);
  return openArtifacts(ownFolder, { artifacts, privacy: namedByHand }, registry);
}
