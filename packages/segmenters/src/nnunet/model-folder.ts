import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { systemCode } from '@totalfm/core';
import { segmenterErrors } from '../errors.ts';
import { readPlans, type ModelPlan } from './plans.ts';

/** Networks of one plan, whose logits are averaged (folds). */
export interface ModelPart {
  readonly plan: ModelPlan;
  readonly files: readonly string[];
}

/**
 * A model on this machine. A folder with ONNX files is one part, and several files are its folds; so are sub-folders `fold_0`, …
 * that hold one each. Other sub-folders are parts with plans of their own, in the order of their names. A file is itself.
 */
export async function openModelFolder(path: string, configuration: string): Promise<readonly ModelPart[]> {
  const kind = await stat(path).catch((cause: unknown) => {
    throw segmenterErrors.TFM_MODEL_MISSING({
      file: path,
      option: 'segmenter.model',
      message: systemCode(cause) === 'ENOENT' ? `There is no model ${path}.` : `The model ${path} cannot be read.`,
      fix: 'Set `segmenter.model` to a folder with an ONNX file, plans.json and dataset.json, or to that file.',
      cause,
    });
  });
  if (kind.isFile()) return [{ plan: await readPlans(dirname(path), configuration), files: [path] }];
  const own = await onnxFiles(path);
  if (own.length > 0) return [{ plan: await readPlans(path, configuration), files: own }];
  const folders = (await readdir(path, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(path, name))
    .sort();
  const withFiles = (await Promise.all(folders.map(async (dir) => ({ dir, files: await onnxFiles(dir) })))).filter(
    ({ files }) => files.length > 0,
  );
  if (withFiles.length === 0)
    throw segmenterErrors.TFM_MODEL_MISSING({
      file: path,
      option: 'segmenter.model',
      message: `Neither ${path} nor a folder in it has an ONNX file.`,
      fix: 'Export the model to model.onnx, and put it beside its plans.json and dataset.json.',
    });
  if (withFiles.every(({ dir }) => /^fold_/.test(basename(dir))))
    return [{ plan: await readPlans(path, configuration), files: withFiles.flatMap(({ files }) => files) }];
  return Promise.all(withFiles.map(async ({ dir, files }) => ({ plan: await readPlans(dir, configuration), files })));
}

async function onnxFiles(dir: string): Promise<readonly string[]> {
  return (await readdir(dir))
    .filter((name) => name.endsWith('.onnx'))
    .sort()
    .map((name) => join(dir, name));
}
