import type { PairRow, TruePlace } from '@totalfm/core';
import { erase, medianHu, type EmbedVolumes, type ErasedHu, type FindingScorer } from '@totalfm/zero-shot';
import { mirrored, otherSide, withoutSurroundings, type MaskedVolume } from './change-volume.ts';
import { heatMapOf, isEmpty, lesionVoxels, pointingOf, type Pointing } from './heat-map.ts';
import type { GroundingOptions } from './options.ts';

/** A finding that is there and was found. */
export interface FoundCase {
  /** Place of the pair in its reader. */
  readonly index: number;
  readonly row: PairRow;
  readonly finding: string;
  readonly score: number;
  readonly threshold: number;
  /** Where it lies, where somebody knows and it lies somewhere in particular. */
  readonly places: readonly TruePlace[];
}

/** What became of a found finding, each 1 or 0 but for the energy; what could not be tried is left out. */
export interface GroundedCase {
  /** The score falls without the organ; and below the threshold. */
  readonly erased: number;
  readonly below: number;
  /** It stays without what lies around the organ. */
  readonly beside?: number;
  /** It goes over to the other side with the volume. */
  readonly swapped?: number;
  /** All of `erased`, `beside` and `swapped` that were tried. */
  readonly passes: number;
  readonly pointing?: number;
  readonly energy?: number;
}

export interface Grounded {
  readonly values: GroundedCase;
  /** Of a heat map that was made. */
  readonly chance?: Pointing['chance'];
  readonly emptyMap: boolean;
}

export interface GroundingWork {
  readonly embed: EmbedVolumes;
  readonly scorer: FindingScorer;
  readonly options: GroundingOptions;
}

/** Erases organ, surroundings and blocks of a found case, and turns it round. Scores are read by the prompts of the side that is shown. */
export async function groundCase(
  found: FoundCase,
  volume: MaskedVolume,
  { embed, scorer, options }: GroundingWork,
): Promise<Grounded> {
  const { row, finding, score, threshold } = found;
  const fill = { organ: medianHu(volume, 'organ'), around: medianHu(volume, 'around') };
  const hu = options.fill === 'organ' ? fill.organ : (fill.around ?? fill.organ);
  const beside = withoutSurroundings(volume, fill);
  const swapped = row.side && mirrored(volume, row.side);
  const changed = [erase(volume, { organ: hu }), ...(beside ? [beside] : []), ...(swapped ? [swapped] : [])];
  const vectors = await embed(changed);
  const scoreOf = (at: number, side = row.side) => scorer.score(vectors[at], finding, side)!;

  const fall = score - scoreOf(0);
  const mostChange = options.tolerance * Math.max(0, fall);
  const stays = (after: number, change: number) => Number(change <= mostChange && after > threshold);
  const besideScore = beside && scoreOf(1);
  const swappedScore = swapped && scoreOf(changed.length - 1, otherSide(row.side!));
  const tried = {
    erased: Number(fall > 0),
    ...(besideScore !== undefined && { beside: stays(besideScore, score - besideScore) }),
    ...(swappedScore !== undefined && { swapped: stays(swappedScore, Math.abs(score - swappedScore)) }),
  };
  const pointed = await pointAt(found, { volume, fill }, { embed, scorer, options });
  return {
    values: {
      ...tried,
      below: Number(score - fall <= threshold),
      passes: Number(Object.values(tried).every((passed) => passed === 1)),
      ...(pointed && { pointing: pointed.pointing, energy: pointed.energy }),
    },
    ...(pointed && { chance: pointed.chance }),
    emptyMap: pointed?.empty ?? false,
  };
}

/** Undefined where nobody knows where the lesion lies in the volume. */
async function pointAt(
  { row, finding, score, places }: FoundCase,
  { volume, fill }: { readonly volume: MaskedVolume; readonly fill: ErasedHu },
  { embed, scorer, options }: GroundingWork,
): Promise<(Pointing & { readonly empty: boolean }) | undefined> {
  const lesion = lesionVoxels(row, places);
  if (!lesion) return undefined;
  const map = await heatMapOf(volume, { blocks: options.blocks, fill, embed }, (vector) => {
    return score - scorer.score(vector, finding, row.side)!;
  });
  return { ...pointingOf(map, lesion), empty: isEmpty(map) };
}
