/** Straight lines between corners `[z, value]`, in order of z; the ends go on. */
export function profile(corners: readonly (readonly [number, number])[], z: number): number {
  if (z <= corners[0][0]) return corners[0][1];
  for (let n = 1; n < corners.length; n++) {
    const [z1, v1] = corners[n];
    if (z > z1) continue;
    const [z0, v0] = corners[n - 1];
    const t = (z - z0) / (z1 - z0);
    return v0 + (v1 - v0) * t * t * (3 - 2 * t);
  }
  return corners[corners.length - 1][1];
}

/** Depth of the front of the spine along z: lumbar lordosis, thoracic kyphosis, sacral curve (y of the canal's front). */
export const spineCurve = [
  [0, 72],
  [60, 96],
  [110, 74],
  [150, 60],
  [215, 50],
  [300, 55],
  [400, 68],
  [500, 70],
  [580, 50],
  [640, 32],
] as const;
