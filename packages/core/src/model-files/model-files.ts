import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Privacy } from '../contracts/privacy.ts';
import type { Workspace } from '../contracts/workspace.ts';
import { coreErrors } from '../errors.ts';
import { readError } from '../files/disk-errors.ts';
import { writeFileWhole } from '../files/write-whole.ts';
import { mayConnect } from '../privacy.ts';

/** A file of a model, as an experiment names it. */
export interface ModelFile {
  /** A path, `https://…`, or `hf://owner/repo/path` of the Hugging Face hub. */
  readonly path: string;
  /** SHA-256 in hexadecimal digits; a file of another machine needs it. */
  readonly sha256?: string;
  /** Key of the experiment that holds the path, for errors: `segmenter.model`. */
  readonly option: string;
  /** The key that holds its checksum; default: `sha256` beside the path. */
  readonly sumOption?: string;
  /** Files that lie beside it and belong to it. */
  readonly beside?: readonly string[];
}

export interface LocateWork {
  readonly privacy: Privacy;
  readonly workspace: Pick<Workspace, 'cacheDir'>;
  readonly signal?: AbortSignal;
}

/** The address of a file that does not lie on this machine; undefined for a path. */
export function remoteUrl(path: string): string | undefined {
  if (/^https?:\/\//.test(path)) return path;
  const hub = /^hf:\/\/([^/]+\/[^/]+)\/(.+)$/.exec(path);
  return hub ? `https://huggingface.co/${hub[1]}/resolve/main/${hub[2]}` : undefined;
}

/**
 * Where a file of a model lies on this machine: at its path, or in the cache's folder, by its checksum, once it was downloaded. A
 * checksum that is given is held against the file. Throws `TFM_MODEL_CHECKSUM`, `TFM_MODEL_REMOTE`, `TFM_MODEL_DOWNLOAD`,
 * `TFM_FILE_MISSING`.
 */
export async function locateModelFile(file: ModelFile, work: LocateWork): Promise<string> {
  const { path, sha256 } = file;
  const url = remoteUrl(path);
  if (url === undefined) {
    if (sha256 !== undefined) await verify(file, sha256);
    return resolve(path);
  }
  if (sha256 === undefined)
    throw coreErrors.TFM_MODEL_CHECKSUM({
      option: sumKey(file),
      message: `${path} lies on another machine, and no checksum says which file it should be.`,
      fix: `Set \`${sumKey(file)}\` to the SHA-256 of the file, as its publisher gives it or \`sha256sum\` computes it.`,
    });
  if (work.workspace.cacheDir === undefined)
    throw coreErrors.TFM_MODEL_REMOTE({
      option: file.option,
      message: `There is no cache to keep ${path} in.`,
      fix: byHand(file, url),
    });
  const dir = join(work.workspace.cacheDir, 'models', sha256);
  const kept = join(dir, basename(new URL(url).pathname));
  if (!(await stat(kept).catch(() => undefined))) {
    refuseRemote(file, url, work.privacy);
    await mkdir(dir, { recursive: true });
    for (const name of file.beside ?? [])
      await writeFileWhole(join(dir, name), bytesOf(file, new URL(name, url).href, work.signal));
    // Last: where it lies, all lie.
    await writeFileWhole(kept, summed(file, url, sha256, work.signal));
  }
  return kept;
}

const sumKey = ({ option, sumOption = option.replace(/[^.]+$/, 'sha256') }: ModelFile) => sumOption;

function byHand({ option, beside = [] }: ModelFile, url: string): string {
  const more = beside.length > 0 ? ` and the ${beside.join(' and ')} beside it` : '';
  return `Download ${url}${more} by hand${more && ' into one folder'}, and set \`${option}\` to its path.`;
}

function refuseRemote(file: ModelFile, url: string, privacy: Privacy): void {
  const { hostname } = new URL(url);
  if (mayConnect(hostname, privacy)) return;
  throw coreErrors.TFM_MODEL_REMOTE({
    option: file.option,
    message: `The model lies on ${hostname}, and the experiment opens no connection to another machine.`,
    fix: `${byHand(file, url)} Or set \`privacy: { remote: allow }\`: a download sends no data of patients.`,
  });
}

/** The bytes at an address, as they come. */
async function* bytesOf(file: ModelFile, url: string, signal?: AbortSignal): AsyncIterable<Uint8Array> {
  const failed = (reason: string, cause?: unknown) =>
    coreErrors.TFM_MODEL_DOWNLOAD({
      option: file.option,
      message: `${url} could not be downloaded: ${reason}.`,
      fix: byHand(file, url),
      cause,
    });
  const broken = (cause: unknown) => {
    signal?.throwIfAborted();
    return failed(cause instanceof Error ? cause.message : String(cause), cause);
  };
  const response = await fetch(url, { signal }).catch((cause: unknown) => {
    throw broken(cause);
  });
  if (!response.ok || !response.body) throw failed(`HTTP ${response.status}`);
  try {
    yield* response.body;
  } catch (cause) {
    throw broken(cause);
  }
}

/** The same, and at their end the checksum: a file that is not the one that was meant is not kept. */
async function* summed(file: ModelFile, url: string, wanted: string, signal?: AbortSignal): AsyncIterable<Uint8Array> {
  const hash = createHash('sha256');
  for await (const bytes of bytesOf(file, url, signal)) {
    hash.update(bytes);
    yield bytes;
  }
  checkSum(file, url, hash.digest('hex'), wanted);
}

async function verify(file: ModelFile, wanted: string): Promise<void> {
  const hash = createHash('sha256');
  try {
    for await (const bytes of createReadStream(file.path)) hash.update(bytes as Uint8Array);
  } catch (error) {
    throw readError(error, file.path);
  }
  checkSum(file, file.path, hash.digest('hex'), wanted);
}

function checkSum(file: ModelFile, where: string, found: string, wanted: string): void {
  if (found === wanted) return;
  throw coreErrors.TFM_MODEL_CHECKSUM({
    file: where,
    option: sumKey(file),
    message: `${where} has the SHA-256 ${found}; the experiment says ${wanted}.`,
    fix: `Get the file again, or correct \`${sumKey(file)}\` where the model was changed on purpose.`,
  });
}
