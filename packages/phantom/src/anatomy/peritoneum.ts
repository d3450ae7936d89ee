import type { Triple } from '@totalfm/core';
import { lerp } from '../grid.ts';
import { fluidHu } from '../phases.ts';
import { gasHu } from '../raster/paint.ts';
import type { Scene } from '../scene.ts';
import { found } from '../scene.ts';

/** How far free fluid pushes the abdominal organs away from the wall, in millimetres. */
export function ascitesInset(scene: Scene): number {
  const plan = scene.finding('ascites');
  return plan ? lerp(7, 22, plan.severity) : 0;
}

/** Fluid in the gutters, around liver and spleen and in the pelvis: in the fat that no organ has taken. */
export function drawAscites(scene: Scene, insetMm: number): void {
  const plan = scene.finding('ascites');
  if (!plan) return;
  const hu = fluidHu + scene.momentary('ascites').uniform(-3, 7);
  const pelvis = lerp(70, 110, plan.severity) * scene.plan.patient.scale[2];
  const centre = fillFat(
    scene,
    (y, z, depth, slow) => {
      const gutter = depth < insetMm * 1.25 + 4 + 2 * slow;
      const douglas = z < pelvis && y < 60;
      const between = slow > lerp(1.5, 0.7, plan.severity) && y < 30;
      return (gutter && y < 62) || douglas || between;
    },
    hu,
  );
  found(scene, plan, {
    centreMm: centre,
    kind: plan.severity > 0.66 ? 'large' : plan.severity > 0.33 ? 'moderate' : 'small',
  });
}

function fillFat(
  scene: Scene,
  fluid: (y: number, z: number, depth: number, slow: number) => boolean,
  value: number,
): Triple | undefined {
  const {
    canvas: { grid, hu, labels, labelEdge },
    cavity,
    diaphragm,
    plan,
  } = scene;
  const slice = grid.size[0] * grid.size[1];
  const sum = [0, 0, 0, 0];
  const floor = 35 * plan.patient.scale[2];
  for (let k = 0, voxel = 0; k < grid.size[2]; k++) {
    const z = grid.z[k] - plan.shift[2];
    if (z < floor || z > 420) {
      voxel += slice;
      continue;
    }
    for (let j = 0, column = 0; j < grid.size[1]; j++) {
      const y = grid.y[j] - plan.shift[1];
      for (let i = 0; i < grid.size[0]; i++, voxel++, column++) {
        if (
          cavity[voxel] < 1 ||
          labels[voxel] !== 0 ||
          hu[voxel] > -40 ||
          hu[voxel] < -170 ||
          grid.z[k] > diaphragm[column] - 1
        )
          continue;
        const slow = labelEdge.data[labelEdge.x[i] + labelEdge.y[j] + labelEdge.z[k]];
        if (!fluid(y, z, cavity[voxel], slow)) continue;
        hu[voxel] = value;
        sum[0] += grid.x[i];
        sum[1] += grid.y[j];
        sum[2] += grid.z[k];
        sum[3]++;
      }
    }
  }
  return sum[3] === 0 ? undefined : [sum[0] / sum[3], sum[1] / sum[3], sum[2] / sum[3]];
}

/** Gas in front of everything, under the abdominal wall and the diaphragm of a patient on the back. */
export function drawFreeAir(scene: Scene): void {
  const plan = scene.finding('free_air');
  if (!plan) return;
  const {
    canvas: { grid, hu, labels },
    cavity,
    diaphragm,
  } = scene;
  const {
    scale: [, , sz],
  } = scene.plan.patient;
  const [low, high] = [175 * sz, 375 * sz];
  let front = Infinity;
  const slice = grid.size[0] * grid.size[1];
  for (let k = 0; k < grid.size[2]; k++) {
    if (grid.z[k] < 240 * sz || grid.z[k] > 330 * sz) continue;
    for (let at = 0; at < slice; at++) {
      const y = grid.y[Math.floor(at / grid.size[0])];
      if (cavity[k * slice + at] > 0 && y < front) front = y;
    }
  }
  const level = front + lerp(9, 26, plan.severity);
  const sum = [0, 0, 0, 0];
  for (let k = 0, voxel = 0; k < grid.size[2]; k++) {
    for (let j = 0, column = 0; j < grid.size[1]; j++) {
      for (let i = 0; i < grid.size[0]; i++, voxel++, column++) {
        if (grid.z[k] < low || grid.z[k] > high || cavity[voxel] < 0 || grid.z[k] > diaphragm[column]) continue;
        const under = level - grid.y[j];
        if (under < -grid.edgeMm / 2) continue;
        const share = Math.min(1, 0.5 + under / grid.edgeMm) * Math.min(1, 0.5 + cavity[voxel] / grid.edgeMm);
        hu[voxel] += share * (gasHu - hu[voxel]);
        if (share > 0.5) labels[voxel] = 0;
        sum[0] += share * grid.x[i];
        sum[1] += share * grid.y[j];
        sum[2] += share * grid.z[k];
        sum[3] += share;
      }
    }
  }
  found(scene, plan, {
    centreMm: sum[3] === 0 ? undefined : [sum[0] / sum[3], sum[1] / sum[3], sum[2] / sum[3]],
    kind: plan.severity > 0.5 ? 'moderate' : 'small',
  });
}
