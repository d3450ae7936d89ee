import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderContent, isLoopback, writeFileWhole, type Privacy, type Workspace } from '@totalfm/core';
import { segmenterErrors } from '../errors.ts';

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
export async function locateModel(
  { model, sha256 }: ModelSource,
  {
    privacy,
    workspace,
    signal,
  }: { readonly privacy: Privacy; readonly workspace: Workspace; readonly signal?: AbortSignal },
): Promise<string> {
  const url = remoteUrl(model);
  if (!url) {
    const path = (await builtIn(model)) ?? resolve(model);
    if (sha256 !== undefined) await verifyLocal(path, sha256);
    return path;
  }
  if (sha256 === undefined)
    throw segmenterErrors.TFM_MODEL_CHECKSUM({
      option: 'segmenter.sha256',
      message: `${model} lies on another machine, and no checksum says which file it should be.`,
      fix: 'Set `segmenter.sha256` to the SHA-256 of the ONNX file, as its publisher gives it or `sha256sum` computes it.',
    });
  if (workspace.cacheDir === undefined)
    throw segmenterErrors.TFM_MODEL_REMOTE({
      option: 'segmenter.model',
      message: `There is no cache to keep ${model} in.`,
      fix: byHand(url),
    });
  const dir = join(workspace.cacheDir, 'models', sha256);
  const kept = await stat(join(dir, 'model.onnx')).catch(() => undefined);
  if (!kept) await download(url, dir, sha256, { privacy, signal });
  return dir;
}

function remoteUrl(model: string): string | undefined {
  if (/^https?:\/\//.test(model)) return model;
  const hub = /^hf:\/\/([^/]+\/[^/]+)\/(.+)$/.exec(model);
  return hub ? `https://huggingface.co/${hub[1]}/resolve/main/${hub[2]}` : undefined;
}

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

const besideModel = ['plans.json', 'dataset.json'];

const byHand = (url: string) =>
  `Download ${url} and the ${besideModel.join(' and ')} beside it by hand into one folder, and set \`segmenter.model\` to that folder.`;

async function download(
  url: string,
  dir: string,
  sha256: string,
  { privacy, signal }: { readonly privacy: Privacy; readonly signal?: AbortSignal },
): Promise<void> {
  if (privacy.remote === 'refuse' && !isLoopback(new URL(url).hostname))
    throw segmenterErrors.TFM_MODEL_REMOTE({
      option: 'segmenter.model',
      message: `The model lies on ${new URL(url).hostname}, and the experiment opens no connection to another machine.`,
      fix: `${byHand(url)} Or set \`privacy: { remote: allow }\`: a download sends no data of patients.`,
    });
  const model = await fetchFile(url, signal);
  const found = createHash('sha256').update(model).digest('hex');
  if (found !== sha256) throw wrongSum(url, sha256, found);
  await mkdir(dir, { recursive: true });
  for (const name of besideModel)
    await writeFileWhole(join(dir, name), await fetchFile(new URL(name, url).href, signal));
  // Last: where it lies, all lie.
  await writeFileWhole(join(dir, 'model.onnx'), model);
}

async function fetchFile(url: string, signal?: AbortSignal): Promise<Uint8Array> {
  const failed = (reason: string, cause?: unknown) =>
    segmenterErrors.TFM_MODEL_DOWNLOAD({
      option: 'segmenter.model',
      message: `${url} could not be downloaded: ${reason}.`,
      fix: byHand(url),
      cause,
    });
  const response = await fetch(url, { signal }).catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw failed(cause instanceof Error ? cause.message : String(cause), cause);
  });
  if (!response.ok) throw failed(`HTTP ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

async function verifyLocal(path: string, sha256: string): Promise<void> {
  const file = path.endsWith('.onnx') ? path : join(path, 'model.onnx');
  const hash = createHash('sha256');
  try {
    for await (const bytes of createReadStream(file)) hash.update(bytes as Uint8Array);
  } catch (cause) {
    throw segmenterErrors.TFM_MODEL_MISSING({
      file,
      option: 'segmenter.sha256',
      message: `There is no ${basename(file)} in ${path} to compute the checksum of.`,
      fix: 'Leave `segmenter.sha256` out for a model of several files, or name its one file.',
      cause,
    });
  }
  const found = hash.digest('hex');
  if (found !== sha256) throw wrongSum(file, sha256, found);
}

const wrongSum = (file: string, wanted: string, found: string) =>
  segmenterErrors.TFM_MODEL_CHECKSUM({
    file,
    option: 'segmenter.sha256',
    message: `${file} has the SHA-256 ${found}; the experiment says ${wanted}.`,
    fix: 'Get the file again, or correct `segmenter.sha256` where the model was changed on purpose.',
  });
