import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isTotalFmError, type AnatomyStructures } from '@totalfm/core';
import { openTensorFiles, type FiledTensor } from '@totalfm/compute';
import { checkpointFiles, checkpointManifest, parseJson, type CheckpointManifest } from '@totalfm/run-format';
import { encoderErrors } from '../errors.ts';

export interface Checkpoint {
  readonly manifest: CheckpointManifest;
  /** The head of the manifest: an aligned model has one. */
  readonly scale: number;
  readonly bias: number;
  /** None of them is read yet. */
  readonly tensors: Readonly<Record<string, FiledTensor>>;
  readonly vocabulary: Uint8Array;
  /** Path of the parameter file, for errors. */
  readonly file: string;
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
  const { scale, bias } = manifest;
  if (scale === undefined || bias === undefined) {
    throw encoderErrors.TFM_CHECKPOINT_NOT_ALIGNED({
      file: manifestFile,
      message: `The checkpoint of trainer ${manifest.trainer} has no scale and bias: its encoders share no space yet.`,
      fix: namesAligned,
    });
  }
  const file = join(dir, checkpointFiles.model);
  const tensors = await openTensorFiles(file).catch((cause: unknown) => {
    throw isTotalFmError(cause) ? cause : missing(file, cause);
  });
  const vocabulary = await readPart(join(dir, checkpointFiles.vocabulary));
  return { manifest, scale, bias, tensors, vocabulary, file };
}

async function readPart(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw missing(file, cause);
  }
}

const namesAligned = 'Name the folder of an aligned model: a run, or its `artifacts/align`.';

function missing(file: string, cause: unknown) {
  return encoderErrors.TFM_CHECKPOINT_MISSING({
    file,
    message: `The checkpoint file cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
    fix: namesAligned,
    cause,
  });
}
