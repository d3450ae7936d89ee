import { open, type FileHandle } from 'node:fs/promises';
import { decodeText, encodingProblem } from '@totalfm/core';
import { runtimeErrors } from '../errors.ts';
import { composeYaml } from './compose-yaml.ts';
import type { ConfigNode, Place } from './config-node.ts';
import { convertYaml } from './convert-yaml.ts';
import { experimentLimits, tooLarge } from './limits.ts';

/**
 * Reads a YAML (or JSON) file. Plain YAML 1.2 only: a tag (`!…`) is an error, so no value can ever be code. Throws
 * `TFM_EXPERIMENT_NOT_FOUND`, `TFM_EXPERIMENT_YAML` and `TFM_EXPERIMENT_TOO_LARGE`.
 */
export async function readYaml(file: string, mentionedAt: Place = {}): Promise<ConfigNode> {
  const bytes = await readBounded(file).catch((cause: unknown) => {
    throw runtimeErrors.TFM_EXPERIMENT_NOT_FOUND({
      file: mentionedAt.file ?? file,
      line: mentionedAt.line,
      message: `The experiment file ${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      fix: 'Check the path; `extends` is relative to the file that says it.',
      cause,
    });
  });
  if (bytes.length > experimentLimits.bytes)
    throw tooLarge(
      { file },
      `The file is longer than ${experimentLimits.bytes / 1024} KiB: it is no experiment.`,
      'Give the YAML or JSON file of an experiment.',
    );
  const decoded = decodeText(bytes);
  if (!decoded)
    throw runtimeErrors.TFM_EXPERIMENT_YAML({
      file,
      message: `The file ${encodingProblem(bytes).what}.`,
      fix: 'Save it as UTF-8 text.',
    });
  return parseYaml(decoded.text, file);
}

/** Parses YAML text. Without `lines`, every place is `file` alone, as for a `--set` override. */
export const parseYaml = (text: string, file: string, lines = true): ConfigNode =>
  convertYaml(composeYaml(text, file, lines));

/** A file's bytes, and of one that is too long (a device may never end) little more than the most that is allowed. */
async function readBounded(file: string): Promise<Buffer> {
  const handle: FileHandle = await open(file);
  try {
    const buffer = Buffer.alloc(experimentLimits.bytes + 1);
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return buffer.subarray(0, length);
  } finally {
    await handle.close();
  }
}
