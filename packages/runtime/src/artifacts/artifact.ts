import { join } from 'node:path';
import type { StoredFiles } from '@totalfm/core';
import { hashJson, type Json } from '../canonical-json.ts';
import type { FileDigest } from './file-digests.ts';

/** Everything that decides what a stage makes. Two stages with equal recipes make equal bytes. */
export interface ArtifactRecipe {
  readonly stage: string;
  /** Its version, the identities of its components, and what else of the experiment decides. */
  readonly config: Json;
  /** What it reads, by role: ids of artifacts, or digests of the parts of a list. */
  readonly inputs: Readonly<Record<string, Json>>;
}

/** `artifact.json`. It holds no time and no path of this machine, so that equal runs give equal bytes. */
export interface ArtifactManifest extends ArtifactRecipe {
  readonly format: 1;
  readonly id: string;
  readonly files: readonly FileDigest[];
}

/** A finished, immutable folder. */
export interface Artifact {
  readonly id: string;
  readonly dir: string;
  readonly manifest: ArtifactManifest;
  /**
   * Reads its files. Those that a stage wrote exam by exam may lie elsewhere and not in `dir`, which has all others.
   */
  readonly files: StoredFiles;
}

/** An artifact being made. Everything in `dir` but `scratch` becomes the artifact. */
export interface ArtifactWork {
  readonly id: string;
  readonly dir: string;
  /** State that a resumed stage goes on from; removed when the artifact is finished. */
  readonly scratch: string;
}

/** Where an artifact is made, under a folder of artifacts. */
export function workPlace(root: string, id: string): ArtifactWork {
  const dir = join(root, `${id}.work`);
  return { id, dir, scratch: join(dir, scratchName) };
}

/** In an artifact's work: what does not become part of it. */
export const scratchName = '.scratch';

/** `STAGE-` and 16 hexadecimal digits of the SHA-256 of the recipe's canonical JSON. */
export const artifactId = (recipe: ArtifactRecipe): string =>
  `${recipe.stage}-${hashJson({ stage: recipe.stage, config: recipe.config, inputs: recipe.inputs }).slice(0, 16)}`;

export const artifactFile = 'artifact.json';
