import { artifactId, type ArtifactRecipe } from '../artifacts/artifact.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import { runtimeErrors } from '../errors.ts';
import type { Stage } from './stage.ts';

/**
 * Stages that are done anew although their artifacts are whole: what they depend on has changed where no recipe can see it (a
 * server that was down, code of the same version).
 *
 * An artifact is never overwritten. It has a successor, which is named after its recipe and a generation; the store remembers
 * the generation, so that whoever wants the artifact from then on gets the successor, and what reads it follows by its name. The
 * old one stays for the runs that show it.
 */
export interface Redo {
  readonly stages: readonly string[];
  /** Artifacts that have had their turn: experiments of one sweep do what they share once. */
  readonly begun: Set<string>;
}

export const redoOf = (stages: readonly string[]): Redo => ({ stages, begun: new Set() });

/** The successor that a recipe's artifact has, or gets. */
export interface Generation {
  /** Id of the artifact without any. */
  readonly of: string;
  /** 0: there is no successor. */
  readonly number: number;
  /** It is not remembered yet. */
  readonly isNew: boolean;
}

/** The generation of a recipe that is wanted: one that is half done is gone on with, and not begun again. */
export async function generationOf(recipe: ArtifactRecipe, store: ArtifactStore, redo?: Redo): Promise<Generation> {
  const of = artifactId(recipe);
  const number = await store.generation(of);
  const asked = redo?.stages.includes(recipe.stage) && !redo.begun.has(of);
  const isNew = asked === true && (await store.find(ofGeneration(recipe, number))) !== undefined;
  return { of, number: isNew ? number + 1 : number, isNew };
}

/** A recipe that has no successors is what it always was. */
export const ofGeneration = (recipe: ArtifactRecipe, generation: number): ArtifactRecipe =>
  generation === 0 ? recipe : { ...recipe, config: { ...(recipe.config as object), redo: generation } };

/** Remembers the generations that a run is about to make; killed from here on, it goes on with them. */
export async function beginRedo(
  planned: Iterable<{ readonly generation?: Generation }>,
  store: ArtifactStore,
  redo?: Redo,
): Promise<void> {
  for (const { generation } of planned) {
    if (!generation) continue;
    if (generation.isNew) await store.setGeneration(generation.of, generation.number);
    redo?.begun.add(generation.of);
  }
}

/** Throws `TFM_REDO_STAGE` where a stage is to be done anew that is none of those which a run does. */
export function checkRedo(redo: Redo | undefined, stages: readonly Pick<Stage, 'name'>[]): void {
  const names = stages.map(({ name }) => name);
  const unknown = redo?.stages.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw runtimeErrors.TFM_REDO_STAGE({
    stage: unknown,
    message: `The run does no stage \`${unknown}\`.`,
    fix: `Its stages are: ${names.join(', ')}.`,
  });
}
