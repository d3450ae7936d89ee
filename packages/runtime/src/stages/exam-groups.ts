import type { ArtifactRecipe } from '../artifacts/artifact.ts';
import type { PlannedStage } from './plan-stages.ts';
import { isExamStage, type ExamStage, type ListPart, type Stage } from './stage.ts';

/** A stage that goes exam by exam, and is to be made. */
export interface OpenStage extends PlannedStage {
  readonly stage: ExamStage;
  readonly recipe: ArtifactRecipe;
}

export const isOpen = (planned: PlannedStage): planned is OpenStage =>
  isExamStage(planned.stage) && planned.recipe !== undefined && planned.artifact === undefined;

/** Parts of exams that are dear to open: stages in a row that read one of them go over each exam together. */
const dear: readonly ListPart[] = ['ct', 'labels'];

/**
 * Splits stages into groups that are made together. Stages that go exam by exam, follow one another and read the same dear
 * part of exams, of which none is made yet, form one group; every other stage is one of its own. A stage that is half done
 * goes on alone, so that what it has is not made again.
 */
export function examGroups(planned: readonly PlannedStage[]): readonly (readonly PlannedStage[])[] {
  const groups: PlannedStage[][] = [];
  for (const one of planned) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    if (
      group &&
      before &&
      isOpen(before) &&
      isOpen(one) &&
      before.isBegun === one.isBegun &&
      sharesDearPart(before.stage, one.stage)
    )
      group.push(one);
    else groups.push([one]);
  }
  return groups;
}

const sharesDearPart = (a: Stage, b: Stage) => dear.some((part) => readsPart(a, part) && readsPart(b, part));

const readsPart = ({ reads }: Stage, part: ListPart) =>
  Object.values(reads).some(({ stage, parts }) => stage.source && (!parts || parts.includes(part)));
