import { writeFileWhole } from '@totalfm/core';
import { encodeNpy } from '@totalfm/imaging';
import { zipSync } from 'fflate';

export type NamedVectors = Readonly<Record<string, Float32Array>>;

/** A `.npz` file: a zip of one `.npy` for each vector, stored. The same vectors give the same bytes. */
export function encodeNpz(vectors: NamedVectors): Uint8Array {
  const mtime = new Date(1980, 0, 1);
  return zipSync(
    Object.fromEntries(
      Object.entries(vectors).map(([name, vector]) => [`${name}.npy`, [encodeNpy(vector), { level: 0, mtime }]]),
    ),
  );
}

/** Writes names → vectors: JSON where the file's name ends in `.json`, NumPy's `.npz` otherwise. */
export async function writeVectors(file: string, vectors: NamedVectors): Promise<void> {
  const json = () =>
    Buffer.from(
      `${JSON.stringify(Object.fromEntries(Object.entries(vectors).map(([name, vector]) => [name, Array.from(vector)])))}\n`,
    );
  await writeFileWhole(file, file.endsWith('.json') ? json() : encodeNpz(vectors));
}
