import { readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isTotalFmError, systemCode, throwIfAborted, type VolumeGeometry } from '@totalfm/core';
import { planVolume } from '../geometry/plan.ts';
import { stringOf } from '../parse/data-set.ts';
import { tags } from '../parse/tags.ts';
import { pixelStorage, samePixelsBy } from '../pixels/pixel-storage.ts';
import { candidatesOf, type SeriesImage } from '../series/candidates.ts';
import { scanFiles } from '../series/collect.ts';
import { imageFrames, scanPath, type ScannedFile } from '../series/scan-file.ts';
import type { ByteSource } from '../source/byte-source.ts';
import { inOrder } from '../source/in-order.ts';
import type { StructureSet } from './structure-set.ts';

/** The series that outlines were drawn on. */
export interface FoundSeries {
  readonly geometry: VolumeGeometry;
  readonly files: readonly string[];
}

/** Files that are looked at, and folders that lie in one another, beside a structure set: more are another archive. */
const MOST_FILES = 20_000;
const DEEPEST = 2;

/**
 * Looks for the series of a structure set: by its UID, else the only one of its frame of reference; in the folder of the
 * file, then in the folder around it. Undefined where it is not there, or is no volume.
 */
export async function findSeries(
  { file, name }: ByteSource,
  wanted: Pick<StructureSet, 'series' | 'framesOfReference'>,
  signal?: AbortSignal,
): Promise<FoundSeries | undefined> {
  const folder = dirname(resolve(file));
  // A member of an archive has the archive around it.
  const places = name === file ? [folder, dirname(folder)] : [file];
  for (const place of places) {
    const scans = name === file ? scansBelow(place, signal) : scanFiles(place, signal);
    const images = await imagesOf(scans, wanted);
    const found = images.length > 0 ? await laidOut(images, place) : undefined;
    if (found) return found;
  }
  return undefined;
}

async function* scansBelow(dir: string, signal?: AbortSignal): AsyncGenerator<ScannedFile> {
  const scans = inOrder(await filesNear(dir), async (path) => {
    throwIfAborted(signal);
    return scanPath(path, signal).catch((error: unknown) => {
      // What happens to lie there may be damaged, or refuse to be read in any way.
      const isOfFile = isTotalFmError(error) ? error.code !== 'TFM_CANCELLED' : systemCode(error) !== undefined;
      if (!isOfFile) throw error;
      return undefined;
    });
  });
  for await (const found of scans) if (found) yield found;
}

/** Files of a folder before those of the folders in it. Links are not followed. */
async function filesNear(dir: string): Promise<readonly string[]> {
  const files: string[] = [];
  let folders = [dir];
  for (let depth = 0; depth <= DEEPEST && folders.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of folders) {
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
      for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
        if (entry.name.startsWith('.')) continue;
        if (entry.isFile()) files.push(join(folder, entry.name));
        else if (entry.isDirectory()) next.push(join(folder, entry.name));
        if (files.length >= MOST_FILES) return files;
      }
    }
    folders = next;
  }
  return files;
}

async function imagesOf(
  scans: AsyncIterable<ScannedFile | { readonly code: string }>,
  { series, framesOfReference }: Pick<StructureSet, 'series' | 'framesOfReference'>,
): Promise<readonly SeriesImage[]> {
  const [named, framed]: [SeriesImage[], SeriesImage[]] = [[], []];
  for await (const found of scans) {
    if ('code' in found || (found.kind !== 'ct' && found.kind !== 'reformat')) continue;
    const { kind, facts, head } = found;
    const wanted = series.has(facts.series)
      ? named
      : framesOfReference.has(stringOf(head.set, tags.FrameOfReferenceUID))
        ? framed
        : undefined;
    if (wanted) wanted.push({ kind, facts, frames: imageFrames(found) ?? [] });
  }
  if (named.length > 0) return named;
  return new Set(framed.map(({ facts }) => facts.series)).size === 1 ? framed : [];
}

async function laidOut(images: readonly SeriesImage[], file: string): Promise<FoundSeries | undefined> {
  const [largest] = [...candidatesOf(images)].sort((a, b) => b.frames.length - a.frames.length);
  const samePixels = samePixelsBy(pixelStorage());
  try {
    const plan = await planVolume(largest.frames, { gaps: 'resample', longestGap: 10, samePixels, file });
    const files = new Set(plan.slices.map(({ frame }) => frame.instance.source.file));
    return { geometry: plan.geometry, files: [...files] };
  } catch (error) {
    if (!isTotalFmError(error) || error.code === 'TFM_CANCELLED') throw error;
    return undefined;
  }
}
