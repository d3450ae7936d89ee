import { mapTriple, type Triple } from '@totalfm/core';

/** Nine numbers, row-major: rows are the local axes, so that `R · p` turns the torso's frame into the shape's. */
export type Rotation = readonly [number, number, number, number, number, number, number, number, number];

/** Turns about x (pitch), then y (roll), then z (yaw), in degrees. */
export function rotation(pitch: number, roll: number, yaw: number): Rotation {
  const [a, b, c] = [pitch, roll, yaw].map((degrees) => (degrees * Math.PI) / 180);
  const [ca, sa, cb, sb, cc, sc] = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b), Math.cos(c), Math.sin(c)];
  // The transpose of Rz · Ry · Rx.
  return [
    cc * cb,
    sc * cb,
    -sb,
    cc * sb * sa - sc * ca,
    sc * sb * sa + cc * ca,
    cb * sa,
    cc * sb * ca + sc * sa,
    sc * sb * ca - cc * sa,
    cb * ca,
  ];
}

/** A corner of a tube: its place and the tube's radius there, in millimetres. */
export interface TubeNode {
  readonly at: Triple;
  readonly radius: number;
}

/** A Catmull–Rom curve through the nodes, sampled about every `stepMm`. */
export function smoothPath(nodes: readonly TubeNode[], stepMm: number): TubeNode[] {
  const path: TubeNode[] = [];
  for (let n = 0; n + 1 < nodes.length; n++) {
    const [before, from, to, after] = [
      nodes[Math.max(0, n - 1)],
      nodes[n],
      nodes[n + 1],
      nodes[Math.min(nodes.length - 1, n + 2)],
    ];
    const steps = Math.max(1, Math.round(distance(from.at, to.at) / stepMm));
    for (let s = 0; s < steps; s++) {
      const t = s / steps;
      const at = mapTriple(from.at, (_, a) => catmullRom([before.at[a], from.at[a], to.at[a], after.at[a]], t));
      path.push({ at, radius: from.radius + (to.radius - from.radius) * t });
    }
  }
  path.push(nodes[nodes.length - 1]);
  return path;
}

function catmullRom([a, b, c, d]: readonly [number, number, number, number], t: number): number {
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

export function distance(a: Triple, b: Triple): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

export function add(a: Triple, b: Triple): Triple {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}
