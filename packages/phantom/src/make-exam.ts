import { mapTriple, type ExamTruth, type LabelMap, type Triple, type Volume } from '@totalfm/core';
import { totalSegmentatorNames } from '@totalfm/anatomy';
import { acquire } from './acquisition/acquire.ts';
import type { CustomOrgan } from './custom-organs.ts';
import { drawScene } from './draw-exam.ts';
import type { PhantomListing } from './listing.ts';
import type { PhantomOptions } from './options.ts';
import type { ExamPlan } from './plan/exam-plan.ts';
import { planExam } from './plan/exam-plan.ts';
import { writeReport } from './report/write-report.ts';
import type { DrawnFinding, Scene } from './scene.ts';

/** What is told of an exam. Where lesions found room, and so both of these, is known only once the patient is drawn. */
export interface ToldExam {
  readonly report: string;
  readonly truth: ExamTruth;
}

/** Everything of one exam. */
export interface MadeExam extends ToldExam {
  /** Scans the patient: what is told needs no scanner. */
  ct(): Volume<Int16Array>;
  readonly labelMap: LabelMap;
  /** Findings that the report says are there. */
  readonly mentioned: ReadonlySet<string>;
}

export function makeExam(listing: PhantomListing, options: PhantomOptions, custom: readonly CustomOrgan[]): MadeExam {
  const plan = planExam({
    id: listing.id,
    patient: listing.patient,
    visit: listing.visit,
    seed: options.seed,
    prevalence: options.prevalence,
    wholeScan: options.wholeScan,
    ...(options.phase !== 'any' && { phase: options.phase }),
  });
  const scene = drawScene(plan, options, custom);
  const assessed = assessedFindings(plan, custom);
  const drawn = scene.drawn.filter(({ finding }) => assessed.has(finding));
  const { text, mentioned } = writeReport({
    plan,
    drawn,
    assessed,
    omission: options.omission,
    custom: custom.map(({ organ, name, phantom }) => ({ organ, name, findings: phantom.findings })),
  });
  const geometry = geometryOf(scene);
  return {
    ct: () => ({ data: acquire(scene, options.noise), ...geometry }),
    labelMap: { volume: { data: scene.canvas.labels, ...geometry }, names: structureNames(custom) },
    report: text,
    truth: {
      findings: drawn.map((finding) => trueFinding(finding, plan.origin)),
      assessed: [...assessed].sort(),
      phase: plan.phase,
    },
    mentioned,
  };
}

/** A finding can be assessed where its organ was drawn: women have no prostate, and a gallbladder may be gone. */
function assessedFindings(plan: ExamPlan, custom: readonly CustomOrgan[]): Set<string> {
  const assessed = plan.catalogue.filter(
    ({ sex, unless }) => (!sex || sex === plan.patient.sex) && !(unless && plan.findings.has(unless)),
  );
  return new Set([
    ...assessed.map(({ finding }) => finding),
    ...custom.flatMap(({ phantom }) => phantom.findings.map(({ finding }) => finding)),
  ]);
}

function geometryOf({
  canvas: { grid },
  plan: { origin },
}: Scene): Pick<Volume, 'size' | 'spacing' | 'origin' | 'direction'> {
  const { size, spacing, x, y, z } = grid;
  return {
    size,
    spacing,
    origin: [origin[0] + x[0], origin[1] + y[0], origin[2] + z[0]],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  };
}

function structureNames(custom: readonly CustomOrgan[]): ReadonlyMap<number, string> {
  return new Map([
    ...totalSegmentatorNames,
    ...custom.flatMap(({ numbers }) => [...numbers].map(([name, number]) => [number, name] as const)),
  ]);
}

/** A drawn finding as truth: rounded to a tenth of a millimetre, in LPS. */
function trueFinding(
  { finding, organ, side, sizeMm, centreMm }: DrawnFinding,
  origin: Triple,
): ExamTruth['findings'][number] {
  // Adding 0 makes 0 of -0, which JSON does not have.
  const round = (value: number) => Math.round(value * 10) / 10 + 0;
  return {
    finding,
    organ,
    ...(side && { side }),
    ...(sizeMm !== undefined && { sizeMm: round(sizeMm) }),
    ...(centreMm && { centreMm: mapTriple(centreMm, (value, axis) => round(value + origin[axis])) }),
  };
}
