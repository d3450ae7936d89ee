import { groupBy, partName, type OrganPart } from '@totalfm/core';
import { cosine } from '@totalfm/zero-shot';
import type { ReusableSentence } from '../language/reusable-sentences.ts';

/** What a training report says of an organ part. */
export interface Remembered {
  /** `kidney_left` */
  readonly part: string;
  /** Ids of findings that it has present, and of those that it leaves open. */
  readonly present: readonly string[];
  readonly uncertain: readonly string[];
  readonly sentences: readonly ReusableSentence[];
}

export interface Neighbour {
  readonly remembered: Remembered;
  readonly cosine: number;
}

export interface Memory {
  /** Training volumes of the same part, the most alike first. */
  nearest(part: OrganPart, vector: Float32Array): readonly Neighbour[];
}

/** Remembers what was said of volumes, by their embeddings: vector i is of line i. */
export function createMemory(lines: readonly Remembered[], vectors: readonly Float32Array[]): Memory {
  const byPart = groupBy(lines.keys(), (index) => lines[index].part);
  return {
    nearest(part, vector) {
      const places = byPart.get(partName(part)) ?? [];
      const near = places.map((place) => ({ place, cosine: cosine(vector, vectors[place]) }));
      near.sort((a, b) => b.cosine - a.cosine || a.place - b.place);
      return near.map(({ place, cosine: alike }) => ({ remembered: lines[place], cosine: alike }));
    },
  };
}

/** The share of neighbours that have a finding present, of those that do not leave it open. */
export function shareOf(neighbours: readonly Neighbour[], finding: string): number {
  const sure = neighbours.filter(({ remembered }) => !remembered.uncertain.includes(finding));
  const present = sure.filter(({ remembered }) => remembered.present.includes(finding));
  return sure.length > 0 ? present.length / sure.length : 0;
}
