import { product } from '@totalfm/compute';
import type { Feeds, InputSpecs, Masking, OrganVolume, Triple } from '@totalfm/core';
import * as tf from '@tensorflow/tfjs';
import { rowsOf, visibleFeeds, visibleInputs } from './mask-inputs.ts';
import { PLACE, placeOf } from './places.ts';
import { tubeMask, visibleTokens } from './tube-mask.ts';

/** What an encoder is given of whole volumes. */
interface Given {
  inputs(batch: number): InputSpecs;
  feeds(volumes: readonly OrganVolume[]): Feeds;
}

/**
 * Tube masking of volumes that all have one grid of patches: beside the volumes, inputs name the rows of visible and masked patches, and the
 * positions of visible ones. What the encoder does with them is its own.
 */
export function gridMasking(grid: Triple, ratio: number, given: Given): Omit<Masking, 'encodeVisible' | 'targets'> {
  const tokens = product(grid);
  const visible = visibleTokens(grid, ratio);
  const masked = tokens - visible;
  const placesOfGrid = Array.from({ length: tokens }, (_, token) => Array.from(placeOf(middleOf(token, grid))));
  return {
    visible,
    masked,
    inputs: (batch) => ({
      ...given.inputs(batch),
      ...visibleInputs(batch, visible),
      maskedRows: { shape: [batch * masked], dtype: 'int32' },
      places: { shape: [batch, tokens, PLACE], dtype: 'float32' },
    }),
    feeds(volumes, random) {
      const order = volumes.map(() => tubeMask(grid, ratio, random));
      return {
        ...given.feeds(volumes),
        ...visibleFeeds(tokens, order, visible),
        maskedRows: rowsOf(tokens, order, visible, tokens),
        places: Float32Array.from(
          order.flatMap((indices) => Array.from(indices, (token) => placesOfGrid[token]).flat()),
        ),
      };
    },
    places: ({ places }) => places,
    present: ({ places }) => tf.ones([places.shape[0], tokens]),
  };
}

/** Of a token, x fastest: the middle of its patch along each axis, from −1 to 1. */
function middleOf(token: number, [gx, gy, gz]: Triple): Triple {
  const middle = (at: number, patches: number) => (2 * at + 1) / patches - 1;
  return [middle(token % gx, gx), middle(Math.floor(token / gx) % gy, gy), middle(Math.floor(token / (gx * gy)), gz)];
}
