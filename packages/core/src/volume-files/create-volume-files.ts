import type { VolumeFiles } from '../contracts/volume-files.ts';
import type { PathSample, VolumeReader } from '../contracts/volume-reader.ts';
import { coreErrors, throwIfAborted } from '../errors.ts';
import { describeBytes } from './describe-bytes.ts';
import { samplePath } from './sample-path.ts';
import { volumeFilesOf } from './volume-files-of.ts';

/** The service that opens any volume, from the readers of all loaded plugins in their order: the first that knows a path reads it. */
export function createVolumeFiles(readers: readonly VolumeReader[]): VolumeFiles {
  const find = async (path: string, signal?: AbortSignal) => {
    throwIfAborted(signal);
    const sample = await samplePath(path);
    return { sample, reader: await firstOf(readers, sample, signal) };
  };
  const must = async (path: string, signal?: AbortSignal) => {
    const { sample, reader } = await find(path, signal);
    if (!reader) throw unknownFormat(sample, readers);
    return reader;
  };
  return {
    readers,
    readerOf: async (path, signal) => (await find(path, signal)).reader,
    open: async (path, options) => (await must(path, options?.signal)).read(path, options),
    header: async (path, options) => (await must(path, options?.signal)).header(path, options),
    async labelMap(path, options) {
      const reader = await must(path, options?.signal);
      return reader.readLabelMap?.(path, options) ?? { volume: await reader.read(path, options) };
    },
    async filesOf(path, signal) {
      return volumeFilesOf(await must(path, signal), path, signal);
    },
  };
}

async function firstOf(
  readers: readonly VolumeReader[],
  sample: PathSample,
  signal?: AbortSignal,
): Promise<VolumeReader | undefined> {
  for (const reader of readers) {
    throwIfAborted(signal);
    if (await reader.recognizes(sample, signal)) return reader;
  }
  return undefined;
}

function unknownFormat({ path, kind, head, names }: PathSample, readers: readonly VolumeReader[]) {
  const known = readers.map(({ format }) => format).join('; ') || 'none';
  const seen = kind === 'folder' ? `a folder of ${describeNames(names)}` : describeBytes(head);
  return coreErrors.TFM_VOLUME_FORMAT({
    file: path,
    message: `${path} is not a volume of a known format: it looks like ${seen}. Known formats: ${known}.`,
    fix: 'Name the right file, convert it to one of these formats, or load a plugin that reads it.',
  });
}

function describeNames(names: readonly string[]): string {
  if (names.length === 0) return 'nothing';
  return `${names.length} entries (${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''})`;
}
