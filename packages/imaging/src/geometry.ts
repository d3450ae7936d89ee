import type { VolumeGeometry } from '@totalfm/core';

export type Geometry = VolumeGeometry;

export function geometryOf({ size, spacing, origin, direction }: Geometry): Geometry {
  return { size, spacing, origin, direction };
}

const list = (values: readonly number[], digits: number) =>
  values.map((value) => String(Number(value.toFixed(digits)))).join(', ');

/** A grid in words, for messages: `122 × 101 × 30 voxels of 3 × 3 × 3 mm from (178, −11.3, 94.3), axes (…)`. */
export function describeGrid({ size, spacing, origin, direction }: Geometry): string {
  const mm = spacing.map((step) => String(Number(step.toFixed(4)))).join(' × ');
  return `${size.join(' × ')} voxels of ${mm} mm from LPS (${list(origin, 2)}), axes [${list(direction, 3)}]`;
}
