import { splits, type Embedder, type OrganVolume } from '@totalfm/core';
import { openPairs, slots } from '@totalfm/pipeline';
import { openRunArtifacts } from '@totalfm/runtime';
import type { Trained } from './open-trained.ts';

/** What quantisation changes of a model, on organ volumes of its validation exams. */
export interface QuantizationChange {
  readonly quantize: 'float16' | 'int8';
  readonly volumes: number;
  /** Cosine between a volume's embedding before and after. */
  readonly meanCosine: number;
  readonly leastCosine: number;
  /** Time a volume, in batches, before and after. */
  readonly milliseconds: number;
  readonly quantizedMilliseconds: number;
}

const VOLUMES = 256;

export async function measureQuantization(
  { container, embedders: loader, checkpoint, dir, opened }: Trained,
  quantize: 'float16' | 'int8',
): Promise<QuantizationChange> {
  const { volumeStore, pairStore } = slots;
  const stores = await container.components({ volumeStore, pairStore });
  const artifacts = await openRunArtifacts(dir, opened);
  const pairs = await openPairs(stores, { pair: await artifacts.of('pair'), volumes: await artifacts.of('volumes') });
  try {
    const validation = splits.indexOf('validation');
    const places = [...pairs.columns.split.keys()].filter((place) => pairs.columns.split[place] === validation);
    const chosen = places.slice(0, VOLUMES);
    const volumes = await Promise.all(chosen.map((index) => pairs.volume(index)));
    const [plain, quantized] = [
      await timed(await loader.load(checkpoint.dir, { quantize: 'none' }), volumes),
      await timed(await loader.load(checkpoint.dir, { quantize }), volumes),
    ];
    const cosines = plain.vectors.map((vector, row) =>
      vector.reduce((sum, value, i) => sum + value * quantized.vectors[row][i], 0),
    );
    return {
      quantize,
      volumes: volumes.length,
      meanCosine: cosines.reduce((a, b) => a + b, 0) / cosines.length,
      leastCosine: Math.min(...cosines),
      milliseconds: plain.milliseconds,
      quantizedMilliseconds: quantized.milliseconds,
    };
  } finally {
    await pairs.close();
    await artifacts.close();
  }
}

async function timed(embedder: Embedder, volumes: readonly OrganVolume[]) {
  try {
    // The first run compiles the programs of all sizes.
    await embedder.embedVolumes(volumes);
    const start = performance.now();
    const vectors = await embedder.embedVolumes(volumes);
    return { vectors, milliseconds: (performance.now() - start) / volumes.length };
  } finally {
    await embedder.dispose();
  }
}

export function describeChange({
  quantize,
  volumes,
  meanCosine,
  leastCosine,
  milliseconds,
  quantizedMilliseconds,
}: QuantizationChange): string {
  return `${quantize} on ${volumes} validation volumes: cosine ${meanCosine.toFixed(4)} (least ${leastCosine.toFixed(4)}); ${milliseconds.toFixed(1)} ms a volume before, ${quantizedMilliseconds.toFixed(1)} ms after`;
}
