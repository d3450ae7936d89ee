import { biasSpec, linear, product, weightSpec } from '@totalfm/compute';
import type { InputSpecs, ParameterSpecs, Feeds, OrganVolume, Tensors, Triple, VisionEncoder } from '@totalfm/core';
import { huNote } from '@totalfm/networks';
import * as tf from '@tensorflow/tfjs';
import { imageFeeds, imageInputs, toImage } from './image.ts';
import { PHENOTYPES } from './official-names.ts';
import { publishedMerlin } from './official-weights.ts';
import type { MerlinOptions } from './options.ts';
import { mapSize, towerMap, towerSpecs, towerWidth } from './tower.ts';

/** Merlin’s image tower over volumes of `size` (x, y, z), with its contrastive head. Its tokens are the last feature map. */
export function createMerlinVision(options: MerlinOptions, size: Triple): VisionEncoder {
  const tower = towerSpecs(options);
  const channels = towerWidth(options);
  const count = product(mapSize(size, options));
  const map = (p: Tensors, inputs: Tensors) => towerMap(p, toImage(inputs, size), options);
  return {
    width: options.width,
    size,
    parameters: { ...tower, ...headSpecs('contrastive', channels, options.width) },
    published: options.norm === 'folded' ? publishedMerlin(options) : undefined,
    notes: { hu: huNote(size) },
    inputs: (batch) => imageInputs(batch, size),
    feeds: (volumes) => imageFeeds(volumes, size),
    embed: (p, inputs) => head(p, 'contrastive', map(p, inputs)),
    tokens: {
      width: channels,
      count,
      parameters: tower,
      encode: (p, inputs) => tf.transpose(tf.reshape(map(p, inputs), [-1, channels, count]), [0, 2, 1]),
    },
  };
}

/** What tells phenotypes of a scan: not part of the encoder, which a contrastive loss trains. */
export interface MerlinPhenotypes {
  readonly parameters: ParameterSpecs;
  inputs(batch: number): InputSpecs;
  feeds(volumes: readonly OrganVolume[]): Feeds;
  /** [batch, phenotypes]: the probability of each. */
  run(parameters: Tensors, inputs: Tensors): tf.Tensor;
}

/** The tower with its phenotype head. */
export function createMerlinPhenotypes(options: MerlinOptions, size: Triple, count = PHENOTYPES): MerlinPhenotypes {
  return {
    parameters: { ...towerSpecs(options), ...headSpecs('phenotypes', towerWidth(options), count) },
    inputs: (batch) => imageInputs(batch, size),
    feeds: (volumes) => imageFeeds(volumes, size),
    run: (p, inputs) => tf.sigmoid(head(p, 'phenotypes', towerMap(p, toImage(inputs, size), options))),
  };
}

const headSpecs = (name: string, inputs: number, outputs: number): ParameterSpecs => ({
  [`${name}/weight`]: weightSpec(inputs, outputs),
  [`${name}/bias`]: biasSpec(outputs),
});

/** A linear map of the feature map’s mean. */
const head = (p: Tensors, name: string, map: tf.Tensor) =>
  linear(tf.mean(map, [2, 3, 4]), p[`${name}/weight`], p[`${name}/bias`]);
