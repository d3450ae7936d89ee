import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createVolumeFiles, type Cohort, type ErrorRecord, type Triple, type Volume } from '@totalfm/core';
import { createNiftiReader, encodeNifti } from '@totalfm/imaging';

const size: Triple = [10, 9, 6];
const grid = {
  size,
  spacing: [4, 4, 6] as Triple,
  origin: [-20, -18, -15] as Triple,
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
};

/** A body in air, in HU: every third voxel is air, some are bone. */
export const torso: Volume<Int16Array> = {
  ...grid,
  data: Int16Array.from({ length: 540 }, (_, voxel) => (voxel % 3 === 0 ? -1000 : voxel % 20 === 1 ? 500 : 40)),
};

/** A liver (5) and a left kidney (3) of it. */
export const torsoLabels: Volume<Uint8Array> = {
  ...grid,
  data: Uint8Array.from({ length: 540 }, (_, voxel) => (voxel > 300 ? 5 : voxel > 200 ? 3 : 0)),
};

export const niftiFiles = createVolumeFiles([createNiftiReader()]);

/** The torso as a file holds it before slope and intercept. */
export const stored = (slope: number, intercept: number): Volume<Int16Array> => ({
  ...torso,
  data: torso.data.map((hu) => (hu - intercept) / slope),
});

/** Writes files below a folder: texts, bytes, and volumes as NIfTI. */
export async function writeTree(
  root: string,
  files: Readonly<Record<string, string | Uint8Array | Volume>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name);
    await mkdir(dirname(path), { recursive: true });
    const isBytes = typeof content === 'string' || content instanceof Uint8Array;
    const bytes = isBytes ? content : encodeNifti(content);
    await writeFile(path, !isBytes && path.endsWith('.gz') ? gzipSync(bytes) : bytes);
  }
}

/** What reading every part of every exam gives: codes of errors by exam and part, in the order of the list. */
export async function failuresOf(cohort: Cohort): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const { id } of await cohort.list()) {
    const attempt = async (part: string, work: () => Promise<unknown>) => {
      await work().catch(({ code, where }: ErrorRecord) =>
        failures.push(`${id} ${part} ${code} ${where.line ?? ''}`.trim()),
      );
    };
    const exam = await cohort.open(id).catch((error: ErrorRecord) => error);
    if ('code' in exam) {
      failures.push(`${id} open ${exam.code} ${exam.where.line ?? ''}`.trim());
      continue;
    }
    await attempt('ct', () => exam.ct());
    await attempt('report', () => exam.report());
    await attempt('truth', async () => exam.truth?.());
  }
  return failures;
}

/** Keeps warnings for a test to look at. */
export function listen() {
  const heard: ErrorRecord[] = [];
  return { heard, warn: (warning: ErrorRecord) => void heard.push(warning) };
}
