import type { ContrastPhase } from '@totalfm/core';
import { contrastPhaseOf } from '../phase/contrast-phase.ts';
import type { Frame } from './frames.ts';
import type { ImageKind } from './image-kind.ts';
import type { InstanceFacts } from './instance.ts';
import { kernelSharpness, type KernelSharpness } from './kernel.ts';

/** The images of one series and kind within a folder. A localiser within a series of slices is a candidate of its own. */
export interface SeriesCandidate {
  readonly uid: string;
  readonly kind: ImageKind;
  /** Of its first file. */
  readonly facts: InstanceFacts;
  readonly frames: readonly Frame[];
  readonly kernel: KernelSharpness;
  readonly phase?: ContrastPhase;
  /** Millimetres; undefined where no header says. */
  readonly thickness?: number;
}

/** What a series is gathered from. */
export interface SeriesImage {
  readonly kind: ImageKind;
  readonly facts: InstanceFacts;
  readonly frames: readonly Frame[];
}

/** Images by series, in the order in which series are met. */
export function candidatesOf(images: readonly SeriesImage[]): readonly SeriesCandidate[] {
  const groups = new Map<string, SeriesImage[]>();
  for (const image of images) {
    const key = `${image.facts.series}|${image.kind}`;
    const group = groups.get(key);
    if (group) group.push(image);
    else groups.set(key, [image]);
  }
  return [...groups.values()].map((group) => {
    const { kind, facts } = group[0];
    return {
      uid: facts.series,
      kind,
      facts,
      frames: group.flatMap(({ frames }) => frames),
      kernel: kernelSharpness(facts.kernel),
      phase: contrastPhaseOf(facts).phase,
      thickness: facts.sliceThickness,
    };
  });
}
