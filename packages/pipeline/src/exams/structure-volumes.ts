import type { LabelMap } from '@totalfm/core';

/** Millilitres of every structure that a label map shows, by name. */
export function structureVolumes({ volume, names }: LabelMap): Readonly<Record<string, number>> {
  const { data, spacing } = volume;
  const voxels = new Map<number, number>();
  // Labels lie in runs along x: a look-up a run, not a voxel.
  let [label, run] = [data[0], 0];
  for (let voxel = 0; voxel < data.length; voxel++) {
    if (data[voxel] === label) run++;
    else {
      voxels.set(label, (voxels.get(label) ?? 0) + run);
      label = data[voxel];
      run = 1;
    }
  }
  voxels.set(label, (voxels.get(label) ?? 0) + run);
  const voxelMl = (spacing[0] * spacing[1] * spacing[2]) / 1000;
  const shown = [...names].filter(([number]) => voxels.has(number));
  return Object.fromEntries(
    shown.map(([number, name]) => [name, Number(((voxels.get(number) as number) * voxelMl).toFixed(3))]),
  );
}
