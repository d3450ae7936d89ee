import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { voxelCount, writeFileWhole, type Exam, type Triple, type Volume } from '@totalfm/core';
import { resampleSpline, resampleToSize } from '@totalfm/imaging';
import { trainerErrors } from '../errors.ts';
import { rasVoxels } from './ras.ts';

/** A CT in HU and its structures (0 is the background), on one grid, in RAS, x fastest. */
export interface Case {
  readonly size: Triple;
  readonly hu: Int16Array;
  readonly labels: Uint8Array;
}

/** Reads an exam at a spacing, or at its own. */
export async function makeCase(
  exam: Exam,
  structures: readonly string[],
  spacing?: Triple,
  signal?: AbortSignal,
): Promise<Case & { readonly spacing: Triple }> {
  if (!exam.labelMap)
    throw trainerErrors.TFM_TRAIN_NO_LABELS({
      exam: exam.id,
      message: `The training exam ${exam.id} has no label map.`,
      fix: 'Give every exam of the training split a segmentation, or move it to another split.',
    });
  const ct = rasVoxels(await exam.ct(signal));
  const { volume, names } = await exam.labelMap(signal);
  const place = new Map(structures.map((structure, index) => [structure, index + 1]));
  const known = new Uint8Array(65_536);
  for (const [number, name] of names) known[number] = place.get(name) ?? 0;
  const labels = rasVoxels({ ...volume, data: Uint8Array.from(volume.data, (number) => known[number]) });
  const size = spacing
    ? (ct.size.map((n, a) => Math.max(1, Math.round((n * ct.spacing[a]) / spacing[a]))) as unknown as Triple)
    : ct.size;
  return {
    size,
    hu: huOn(ct, size),
    labels: resampleToSize(labels, size, 'nearest').data,
    spacing: spacing ?? ct.spacing,
  };
}

function huOn({ data, size: from }: Volume, size: Triple): Int16Array {
  const same = from.every((n, axis) => n === size[axis]);
  if (same && data instanceof Int16Array) return data;
  return Int16Array.from(same ? data : resampleSpline(Float32Array.from(data), from, size), (hu) =>
    Math.max(-32_768, Math.min(32_767, Math.round(hu))),
  );
}

/** Cases by exam, each made when it is first asked for and kept in a folder. */
export function keptCases(dir: string, make: (exam: string) => Promise<Case>): (exam: string) => Promise<Case> {
  return async (exam) => {
    const file = join(dir, `${exam}.case`);
    const kept = await readFile(file).catch(() => undefined);
    if (kept) return decode(kept);
    const made = await make(exam);
    await mkdir(dir, { recursive: true });
    await writeFileWhole(file, encode(made));
    return made;
  };
}

const HEADER = 12;

function encode({ size, hu, labels }: Case): Uint8Array {
  const bytes = new Uint8Array(HEADER + 2 * hu.length + labels.length);
  bytes.set(new Uint8Array(Int32Array.from(size).buffer), 0);
  bytes.set(new Uint8Array(hu.buffer, hu.byteOffset, hu.byteLength), HEADER);
  bytes.set(labels, HEADER + 2 * hu.length);
  return bytes;
}

function decode(bytes: Uint8Array): Case {
  const own = bytes.slice().buffer;
  const size = [...new Int32Array(own, 0, 3)] as unknown as Triple;
  const voxels = voxelCount(size);
  return { size, hu: new Int16Array(own, HEADER, voxels), labels: new Uint8Array(own, HEADER + 2 * voxels, voxels) };
}
