import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Artifact } from '../artifacts/artifact.ts';
import { openArtifactStore } from '../artifacts/artifact-store.ts';
import { runtimeErrors } from '../errors.ts';
import { runFiles } from '../run/run-folder.ts';

/** The artifact that a stage of a run has made. Throws `TFM_STAGE_NOT_REACHED`. */
export async function artifactOfRun(dir: string, stage: string): Promise<Artifact> {
  const link = await realpath(join(dir, runFiles.artifacts, stage)).catch(() => undefined);
  const artifact = link && (await openArtifactStore(dirname(link)).read(basename(link)));
  if (artifact) return artifact;
  throw runtimeErrors.TFM_STAGE_NOT_REACHED({
    file: dir,
    stage,
    message: `The run has not finished the stage ${stage}.`,
    fix: `Finish it: \`totalfm resume ${dir}\`.`,
  });
}

/** Where the model of an experiment with `from` comes from. */
export const modelOf = ({ from }: { readonly from?: string }) =>
  from === undefined ? undefined : (stage: string) => artifactOfRun(from, stage);
