import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Exam, Segmenter, Volume } from '@totalfm/core';
import { createNnunetOnnx, nnunetOnnxOptions, type NnunetOnnxOptions } from '../../src/nnunet/nnunet-onnx.ts';
import type { ReferenceCase } from './cases.ts';

export const referenceModel = join(import.meta.dirname, 'reference');

export const examOf = (ct: Volume): Exam => ({
  id: 'exam-1',
  patient: 'patient-1',
  split: 'test',
  ct: async () => ct,
  report: async () => undefined,
});

export function openSegmenter(
  options: Partial<NnunetOnnxOptions>,
  { remote = 'refuse', cacheDir }: { readonly remote?: 'allow' | 'refuse'; readonly cacheDir?: string } = {},
): Segmenter & { dispose(): Promise<void> } {
  const workspace = { cacheDir, workers: 1, record: () => {} };
  return createNnunetOnnx(nnunetOnnxOptions.parse({ threads: 1, ...options }), { privacy: { remote }, workspace });
}

/** A copy of a model whose plans differ as a case says. */
export async function modelOfCase(model: string, { changes }: ReferenceCase, dir: string): Promise<string> {
  await mkdir(dir, { recursive: true });
  for (const file of ['model.onnx', 'dataset.json']) await copyFile(join(model, file), join(dir, file));
  const plans = JSON.parse(await readFile(join(model, 'plans.json'), 'utf8')) as object;
  await writeFile(join(dir, 'plans.json'), JSON.stringify({ ...plans, ...changes.plans }));
  return dir;
}

/** Share of voxels whose structure is that of nnU-Net’s label. */
export async function agreementWith(expected: Uint8Array, model: string, ct: Volume): Promise<number> {
  const segmenter = openSegmenter({ model, crop: 'none' });
  const { volume, names } = await segmenter.segment(examOf(ct), ct);
  await segmenter.dispose();
  const { labels } = JSON.parse(await readFile(join(model, 'dataset.json'), 'utf8')) as {
    labels: Record<string, number>;
  };
  const numbers = new Map([...names].map(([number, name]) => [name, number]));
  const table = Object.entries(labels).reduce<number[]>((all, [name, label]) => {
    all[label] = numbers.get(name) ?? 0;
    return all;
  }, []);
  return expected.filter((label, voxel) => table[label] === volume.data[voxel]).length / expected.length;
}
