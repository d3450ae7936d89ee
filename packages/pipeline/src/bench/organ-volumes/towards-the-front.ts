import { voxelToWorld, type Volume, type VoxelArray } from '@totalfm/core';

/** An LPS volume whose rows run to the patient’s front, as dcm2niix writes every axial series. */
export function towardsTheFront<Data extends VoxelArray>(volume: Volume<Data>): Volume<Data> {
  const { data, size } = volume;
  const [nx, ny] = size;
  const turned = data.slice() as Data;
  for (let row = 0; row < data.length / nx; row++) {
    const [j, k] = [row % ny, Math.floor(row / ny)];
    turned.set(data.subarray(row * nx, (row + 1) * nx), nx * (ny - 1 - j + ny * k));
  }
  return {
    ...volume,
    data: turned,
    origin: voxelToWorld(volume, [0, ny - 1, 0]),
    direction: [1, 0, 0, 0, -1, 0, 0, 0, 1],
  };
}
