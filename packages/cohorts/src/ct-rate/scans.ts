import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfAborted } from '@totalfm/core';
import { mapAtOnce } from '../shared/at-once.ts';
import { cohortErrors } from '../shared/errors.ts';
import { naturally } from '../shared/natural-order.ts';
import { kindOf } from '../shared/path-kind.ts';
import type { CtRateOptions } from './options.ts';

/** A reconstruction of a scan: `train_1_a_2.nii.gz`. */
export interface CtRateScan {
  /** `train_1_a_2` */
  readonly id: string;
  /** `train_1` */
  readonly patient: string;
  /** The data set's own split. */
  readonly part: 'train' | 'valid';
  /** `train_1_a` */
  readonly scan: string;
  readonly reconstruction: number;
  readonly path: string;
  /** Of a `*_fixed` folder: in HU, with a right header. */
  readonly fixed: boolean;
}

const named = /^((train|valid)_\d+)_([a-z]+)_(\d+)\.nii(\.gz)?$/i;

/** The folder that holds `train` and `valid`: the root itself, or `dataset` in it. */
export async function dataFolder(root: string): Promise<string> {
  const inside = join(root, 'dataset');
  return (await kindOf(inside)) === 'folder' ? inside : root;
}

/** The reconstructions that are wanted, of those that are there: part of the data set will do. Throws `TFM_COHORT_ROOT`. */
export async function findScans(
  data: string,
  { volumes, reconstruction }: Pick<CtRateOptions, 'volumes' | 'reconstruction'>,
  signal?: AbortSignal,
): Promise<readonly CtRateScan[]> {
  const suffixes = { original: [''], fixed: ['_fixed'], auto: ['', '_fixed'] }[volumes];
  const folders = suffixes.flatMap((suffix) => [`train${suffix}`, `valid${suffix}`]);
  const byId = new Map<string, CtRateScan>();
  // Those of a fixed folder come last, and take the place of the others.
  for (const folder of folders) {
    for (const path of await filesIn(join(data, folder), 3, signal)) {
      const scan = scanOf(path, folder.endsWith('_fixed'));
      if (!scan) continue;
      const other = byId.get(scan.id);
      if (other && other.fixed === scan.fixed) throw twice(other, scan);
      byId.set(scan.id, scan);
    }
  }
  if (byId.size === 0)
    throw cohortErrors.TFM_COHORT_ROOT({
      file: data,
      option: 'root',
      message: `${data} has no file like train/train_1/train_1_a/train_1_a_1.nii.gz in ${folders.join(', ')}.`,
      fix: 'Set `cohort.root` to the folder of CT-RATE that holds `train` and `valid`.',
    });
  const all = [...byId.values()].sort((a, b) => naturally(a.id, b.id));
  return chosen(all, reconstruction);
}

const twice = (one: CtRateScan, { id, path }: CtRateScan) =>
  cohortErrors.TFM_COHORT_ID_TWICE({
    file: path,
    exam: id,
    message: `${one.path} and ${path} are both of ${id}.`,
    fix: 'Keep one of them.',
  });

function scanOf(path: string, fixed: boolean): CtRateScan | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const [, patient, part, letter, number] = named.exec(name) ?? [];
  if (patient === undefined) return undefined;
  const id = name.replace(/\.nii(\.gz)?$/i, '');
  const reconstruction = Number(number);
  return {
    id,
    patient,
    part: part.toLowerCase() as CtRateScan['part'],
    scan: `${patient}_${letter}`,
    reconstruction,
    path,
    fixed,
  };
}

function chosen(scans: readonly CtRateScan[], which: CtRateOptions['reconstruction']): readonly CtRateScan[] {
  if (which === 'all') return scans;
  if (which !== 'first') return scans.filter(({ reconstruction }) => reconstruction === which);
  const seen = new Set<string>();
  return scans.filter(({ scan }) => !seen.has(scan) && seen.add(scan));
}

/** Files below a folder, at most so many folders deep; none where there is no such folder. */
async function filesIn(dir: string, depth: number, signal?: AbortSignal): Promise<readonly string[]> {
  throwIfAborted(signal);
  const entries = (await readdir(dir, { withFileTypes: true }).catch(() => [])).filter(
    ({ name }) => !name.startsWith('.'),
  );
  const below = await mapAtOnce(
    entries,
    16,
    async (entry) => {
      const path = `${dir}/${entry.name}`;
      if (named.test(entry.name)) return [path];
      const mayHold = depth > 0 && (entry.isDirectory() || entry.isSymbolicLink());
      return mayHold ? filesIn(path, depth - 1, signal) : [];
    },
    signal,
  );
  return below.flat();
}
