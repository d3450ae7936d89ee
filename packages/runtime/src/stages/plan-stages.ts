import { artifactId, type Artifact, type ArtifactRecipe } from '../artifacts/artifact.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import { hashJson, type Json } from '../canonical-json.ts';
import type { Container } from '../container/container.ts';
import { readDigests } from './exam-list-file.ts';
import { listExams, listInput, type Listed } from './listing.ts';
import { isLeftOut } from './left-out.ts';
import { generationOf, ofGeneration, type Generation, type Redo } from './redo.ts';
import { isSourceStage, type ExamList, type Read, type Stage } from './stage.ts';

/** One stage of a run that is about to be, and the artifact that it will have. */
export interface PlannedStage {
  readonly stage: Stage;
  /** Undefined where the artifact is that of the model's run. */
  readonly recipe?: ArtifactRecipe;
  /** Undefined where the artifact is that of the model's run. */
  readonly generation?: Generation;
  /** Name of its artifact, whether it is there or not. */
  readonly id: string;
  /** Where it is there already. */
  readonly artifact?: Artifact;
  /** An interrupted run has left work to go on from. */
  readonly isBegun: boolean;
  /** The exams, for a stage that lists them; taken already where its artifact is there. */
  readonly listed?: Listed;
  /** Artifacts of the model's run that it reads beside this run's. */
  readonly ofModel: Readonly<Record<string, Artifact>>;
}

export interface PlanRequest {
  readonly container: Container;
  readonly store: ArtifactStore;
  /** What the run of the experiment's `from` made in a stage. */
  readonly model?: (stage: string) => Promise<Artifact>;
  /** The last stage to do; default: all. */
  readonly until?: string;
  /** Stages to do although their artifacts are whole. */
  readonly redo?: Redo;
  readonly signal?: AbortSignal;
  /** Told the list of exams, and the stages that are to work on it, as soon as it is there. */
  readonly onListed?: (list: ExamList, stages: readonly Stage[]) => Promise<void>;
}

/**
 * Names the artifact of every stage before anything is made: after its stage's version, the components that it uses (but for
 * operational options), the seed where it counts, and what it reads. Lists exams, and opens none.
 */
export async function planStages(request: PlanRequest): Promise<readonly PlannedStage[]> {
  const planned = new Map<Stage, PlannedStage>();
  for (const stage of stagesToDo(request)) planned.set(stage, await planStage(stage, planned, request));
  return [...planned.values()];
}

/** The stages of a run whose artifacts are its own, and not those of its model's run. */
export const ownStages = (request: Pick<PlanRequest, 'container' | 'model' | 'until'>): readonly Stage[] =>
  stagesToDo(request).filter(({ trains }) => !(trains && request.model));

/** The pipeline's stages up to `until`, without those whose slot is empty and, with a model that is there, its training. */
function stagesToDo({ container, model, until }: Pick<PlanRequest, 'container' | 'model' | 'until'>): readonly Stage[] {
  const { pipeline, experiment } = container;
  const last =
    until === undefined ? pipeline.stages.length - 1 : pipeline.stages.findIndex(({ name }) => name === until);
  const reached = pipeline.stages.slice(0, last + 1).filter((stage) => !isLeftOut(stage, experiment));
  if (!model) return reached;
  const isRead = (stage: Stage) =>
    reached.some((reader) => !reader.trains && Object.values(reader.reads).some((input) => input.stage === stage));
  return reached.filter((stage) => !stage.trains || isRead(stage));
}

async function planStage(
  stage: Stage,
  earlier: ReadonlyMap<Stage, PlannedStage>,
  request: PlanRequest,
): Promise<PlannedStage> {
  const { container, store, model, signal } = request;
  if (stage.trains && model) {
    const artifact = await model(stage.name);
    return { stage, id: artifact.id, artifact, isBegun: false, ofModel: {} };
  }
  const listed = isSourceStage(stage)
    ? await listExams(stage, { container, signal, onList: (list) => request.onListed?.(list, stagesToDo(request)) })
    : undefined;
  const inputs: Record<string, Json> = {};
  const ofModel: Record<string, Artifact> = {};
  for (const [key, read] of Object.entries(stage.reads)) {
    const own = earlier.get(read.stage);
    if (read.ofModel && model) {
      const artifact = (ofModel[key] = await model(read.stage.name));
      inputs[key] = read.stage.source ? listInput(read, artifact.id, await readDigests(artifact)) : artifact.id;
    } else if (own) inputs[key] = inputOf(read, own);
  }
  const plain: ArtifactRecipe = {
    stage: stage.name,
    config: {
      version: stage.version,
      uses: container.identities(stage.uses),
      ...(stage.seeded && { seed: container.experiment.seed }),
      // Digests say what the listing alone does not: by what exams are told whose parts have no revisions.
      ...(listed && { list: hashJson({ list: listed.digest, parts: listed.digests }) }),
    },
    inputs,
  };
  const generation = await generationOf(plain, store, request.redo);
  const recipe = ofGeneration(plain, generation.number);
  const [id, artifact] = [artifactId(recipe), await store.find(recipe)];
  if (artifact) listed?.take();
  const isBegun = !artifact && (await store.isBegun(id));
  return { stage, recipe, generation, id, ...(artifact && { artifact }), isBegun, ...(listed && { listed }), ofModel };
}

function inputOf(read: Read, { id, listed, generation }: PlannedStage): Json {
  if (!listed) return id;
  const input = listInput(read, id, listed.digests);
  // Parts of a list that was made anew are read anew, equal or not.
  return read.parts && generation && generation.number > 0 ? { ...(input as object), redo: generation.number } : input;
}
