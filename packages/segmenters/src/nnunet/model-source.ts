import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderContent, locateModelFile, remoteUrl, type LocateWork } from '@totalfm/core';

/** Models that come with this package, by the name that an experiment gives: beside its bundle, or beside its sources. */
const builtInModels = ['../models/', '../../models/'].map((path) => fileURLToPath(new URL(path, import.meta.url)));

export interface ModelSource {
  readonly model: string;
  readonly sha256?: string;
}

/**
 * The path of a model on this machine: what lies here already, or the file of a URL (`https://…/model.onnx`) or of a hub
 * (`hf://owner/repo/path/model.onnx`) and the plans.json and dataset.json beside it, kept under the cache’s folder by checksum.
 */
export async function locateModel({ model, sha256 }: ModelSource, work: LocateWork): Promise<string> {
  const isRemote = remoteUrl(model) !== undefined;
  const path = isRemote ? model : ((await builtIn(model)) ?? model);
  if (!isRemote && sha256 === undefined) return resolve(path);
  const file = isRemote || path.endsWith('.onnx') ? path : join(path, 'model.onnx');
  return locateModelFile({ path: file, sha256, option: 'segmenter.model', beside: besideModel }, work);
}

const besideModel = ['plans.json', 'dataset.json'];

/** What a folder of a model holds of it. */
const modelFile = /\.(onnx|data|json)$/;

/** The digest of a model that lies on this machine; the checksum stands for one that does not. */
export function localContent(model: string): string | undefined {
  if (remoteUrl(model)) return undefined;
  const shipped = /^[a-z0-9-]+$/.test(model) ? builtInModels.map((dir) => join(dir, model)) : [];
  return [...shipped, resolve(model)]
    .map((path) => folderContent(path, modelFile))
    .find((content) => content !== undefined);
}

async function builtIn(model: string): Promise<string | undefined> {
  if (!/^[a-z0-9-]+$/.test(model)) return undefined;
  for (const dir of builtInModels) {
    const names = await readdir(dir).catch((): string[] => []);
    if (names.includes(model)) return join(dir, model);
  }
  return undefined;
}
