import { voxelCount, type LabelFile, type Volume } from '@totalfm/core';

/** What makes a volume, or that of a label map, none: undefined where it is sound, or where something else was read. */
export function faultOf(read: unknown): string | undefined {
  if (typeof read !== 'object' || read === null) return undefined;
  if ('volume' in read) return faultOf((read as LabelFile).volume) ?? faultOfNames((read as LabelFile).names);
  return 'size' in read && 'direction' in read ? faultOfVolume(read as Volume) : undefined;
}

function faultOfVolume({ data, size, spacing, origin, direction }: Volume): string | undefined {
  if (size.length !== 3 || !size.every((edge) => Number.isInteger(edge) && edge >= 1)) return `has the size ${size}`;
  if (data.length !== voxelCount(size)) return `has ${data.length} voxels of ${size}`;
  if (spacing.length !== 3 || !spacing.every((mm) => mm > 0 && mm < Infinity)) return `has the spacing ${spacing}`;
  if (origin.length !== 3 || !origin.every(Number.isFinite)) return `has the origin ${origin}`;
  return direction.length === 9 && direction.every(Number.isFinite) ? undefined : `has the axes ${direction}`;
}

function faultOfNames(names: LabelFile['names']): string | undefined {
  const odd = [...(names?.keys() ?? [])].find((label) => !Number.isInteger(label) || label < 0);
  return odd === undefined ? undefined : `names the label ${odd}`;
}
