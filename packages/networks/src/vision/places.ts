import type { Triple } from '@totalfm/core';

/** How many numbers say where a patch lies. */
export const PLACE = 24;

/** Of each axis, for a patch whose middle lies at u within its volume, from −1 to 1: u, u², and sin and cos of πu, 2πu and 4πu. */
export const placeOf = (middle: Triple): readonly number[] =>
  middle.flatMap((u) => [
    u,
    u * u,
    ...[1, 2, 4].flatMap((frequency) => [Math.sin(Math.PI * frequency * u), Math.cos(Math.PI * frequency * u)]),
  ]);
