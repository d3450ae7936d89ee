import type { Triple } from '@totalfm/core';

/** How many numbers say where a patch lies. */
export const PLACE = 24;

/** Of each axis, for a patch whose middle lies at u within its volume, from −1 to 1: u, u², and sin and cos of πu, 2πu and 4πu. */
export function placeOf(middle: Triple): Float32Array {
  const place = new Float32Array(PLACE);
  for (let axis = 0, at = 0; axis < 3; axis++) {
    const u = middle[axis];
    place[at++] = u;
    place[at++] = u * u;
    let [sin, cos] = [Math.sin(Math.PI * u), Math.cos(Math.PI * u)];
    for (let octave = 0; octave < 3; octave++) {
      place[at++] = sin;
      place[at++] = cos;
      [sin, cos] = [2 * sin * cos, 1 - 2 * sin * sin];
    }
  }
  return place;
}
