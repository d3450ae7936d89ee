import type { Field } from '../raster/field.ts';
import type { Scene } from '../scene.ts';

/**
 * Domes of the diaphragm: centre, height, and how far it is to the wall on each side, in the mean torso. The dome
 * falls slowly towards the midline and steeply into the costophrenic angles, deepest at the back.
 */
const domes = [
  { x: -72, y: -4, top: 400, lateral: 62, medial: 98, front: 104, back: 74 },
  { x: 72, y: -2, top: 386, lateral: 60, medial: 92, front: 104, back: 72 },
];

/** Fills the height map of the diaphragm for this patient and breath. */
export function shapeDiaphragm(scene: Scene): void {
  const {
    canvas: { grid },
    diaphragm,
    plan,
  } = scene;
  const emphysema = scene.finding('emphysema');
  const flat = emphysema ? 0.75 - 0.25 * emphysema.severity : 1;
  const low = emphysema ? 8 + 12 * emphysema.severity : 0;
  const {
    scale: [sx, sy, sz],
  } = plan.patient;
  const [tx, ty, tz] = plan.shift;
  for (let j = 0, at = 0; j < grid.size[1]; j++) {
    const y = (grid.y[j] - ty) / sy;
    for (let i = 0; i < grid.size[0]; i++, at++) {
      const x = (grid.x[i] - tx) / sx;
      const right = domeHeight(domes[0], x, y, flat);
      const left = domeHeight(domes[1], x, y, flat);
      const h = Math.max(0, 22 - Math.abs(right - left)) / 22;
      diaphragm[at] = (Math.max(right, left) + h * h * 5.5 - low) * sz + tz + plan.breathMm;
    }
  }
}

function domeHeight(dome: (typeof domes)[number], x: number, y: number, flat: number): number {
  const lateral = (x - dome.x) * dome.x > 0;
  const qx = (x - dome.x) / (lateral ? dome.lateral : dome.medial);
  const qy = (y - dome.y) / (y < dome.y ? dome.front : dome.back);
  const q = Math.min(2.2, qx * qx + qy * qy);
  return dome.top - flat * (34 * q + 40 * q * q);
}

/** Keeps the part of a field below (or above) the diaphragm. `gapMm` leaves room for the muscle. */
export function clipAtDiaphragm(field: Field, scene: Scene, part: 'below' | 'above', gapMm = 1): Field {
  const {
    canvas: { grid },
    diaphragm,
  } = scene;
  const { low, high, distance } = field;
  for (let k = low[2], at = 0; k < high[2]; k++) {
    for (let j = low[1]; j < high[1]; j++) {
      for (let i = low[0], column = low[0] + grid.size[0] * j; i < high[0]; i++, at++, column++) {
        const over = grid.z[k] - diaphragm[column];
        const outside = (part === 'below' ? over : -over) * 0.8 + gapMm;
        if (outside > distance[at]) distance[at] = outside;
      }
    }
  }
  return field;
}
