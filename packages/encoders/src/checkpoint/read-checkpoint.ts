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

/** A checkpoint of a vision encoder without a text encoder beside it. */
export type VisionCheckpoint = Pick<Checkpoint, 'manifest' | 'tensors' | 'file'>;

/** Reads a checkpoint folder, aligned or of vision alone, and checks that it was trained for these organs, in this order. */
export async function readCheckpoint(
  dir: string,
  { organs }: AnatomyStructures,
): Promise<Checkpoint | VisionCheckpoint> {
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
  const file = join(dir, checkpointFiles.model);
  const tensors = await openTensorFiles(file).catch((cause: unknown) => {
    throw isTotalFmError(cause) ? cause : missing(file, cause);
  });
  const { scale, bias } = manifest;
  if (scale === undefined || bias === undefined) return { manifest, tensors, file };
  const vocabulary = await readPart(join(dir, checkpointFiles.vocabulary));
  return { manifest, scale, bias, tensors, vocabulary, file };
}

export const isAligned = (checkpoint: Checkpoint | VisionCheckpoint): checkpoint is Checkpoint =>
  'vocabulary' in checkpoint;

/** Of whatever needs texts, where the checkpoint knows none. */
export const notAligned = ({ manifest, file }: VisionCheckpoint) =>
  encoderErrors.TFM_CHECKPOINT_NOT_ALIGNED({
    file,
    message: `The checkpoint of trainer ${manifest.trainer} has no scale and bias: it embeds volumes, and no texts beside them.`,
    fix: `${namesAligned} A pretrained encoder is judged by \`evaluate: [{ use: probe }]\`, which needs no texts.`,
  });

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
