import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isTotalFmError, type AnatomyStructures } from '@totalfm/core';
import { readTensorFiles, type NamedTensor } from '@totalfm/compute';
import { checkpointFiles, checkpointManifest, parseJson, type CheckpointManifest } from '@totalfm/run-format';
import { encoderErrors } from '../errors.ts';

export interface Checkpoint {
  readonly manifest: CheckpointManifest;
  readonly tensors: Record<string, NamedTensor>;
  readonly vocabulary: Uint8Array;
  /** Path of the parameter file, for errors. */
  readonly modelFile: string;
}

/** Reads a checkpoint folder of an aligned model and checks that it was trained for these organs, in this order. */
export async function readCheckpoint(dir: string, { organs }: AnatomyStructures): Promise<Checkpoint> {
  const manifestFile = join(dir, checkpointFiles.manifest);
  const manifest = parseJson(new TextDecoder().decode(await readPart(manifestFile)), checkpointManifest, {
    file: manifestFile,
  });
  const wanted = organs.map(({ organ }) => organ);
  if (wanted.join() !== manifest.organs.join()) {
    throw encoderErrors.TFM_CHECKPOINT_ORGANS({
      file: manifestFile,
      message: `The checkpoint was trained for the organs ${manifest.organs.join(', ')}; the experiment has ${wanted.join(', ')}.`,
      fix: 'Use the organs of the experiment that trained the checkpoint, in its order, or train again.',
    });
  }
  const modelFile = join(dir, checkpointFiles.model);
  const tensors = await readTensorFiles(modelFile).catch((cause: unknown) => {
    throw isTotalFmError(cause) ? cause : missing(modelFile, cause);
  });
  return { manifest, tensors, vocabulary: await readPart(join(dir, checkpointFiles.vocabulary)), modelFile };
}

async function readPart(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw missing(file, cause);
  }
}

function missing(file: string, cause: unknown) {
  return encoderErrors.TFM_CHECKPOINT_MISSING({
    file,
    message: `The checkpoint file cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
    fix: 'Name the folder of an aligned model: a run, or its `artifacts/align`.',
    cause,
  });
}
