import type { Random, Side, Triple } from '@totalfm/core';
import { createRandom } from '@totalfm/core';
import type { ExamPlan, FindingPlan } from './plan/exam-plan.ts';
import type { TissueHu } from './phases.ts';
import { tissueHu } from './phases.ts';
import type { Canvas } from './raster/canvas.ts';
import { createCanvas } from './raster/canvas.ts';

/** A finding as it was drawn; millimetres in the torso frame until the exam is finished. */
export interface DrawnFinding {
  readonly finding: string;
  readonly organ: string;
  readonly side?: Side;
  /** Longest diameter in millimetres, where the finding has one. */
  readonly sizeMm?: number;
  readonly centreMm?: Triple;
  /** What a report would add: how many, which lobe or level, which kind. */
  readonly count?: number;
  readonly place?: string;
  readonly kind?: string;
  readonly severity: number;
  readonly change?: FindingPlan['change'];
  /** Diameter in the prior exam. */
  readonly priorMm?: number;
}

/** What drawing an exam shares: the canvas, the patient's frame, the tissues, what is planned and what was drawn. */
export interface Scene {
  readonly canvas: Canvas;
  readonly plan: ExamPlan;
  readonly tissue: TissueHu;
  /** Depth inside the inner wall of the trunk (ribs, abdominal wall, pelvis) in millimetres; negative outside. */
  readonly cavity: Float32Array;
  /** Height of the diaphragm over each (x, y), in millimetres. */
  readonly diaphragm: Float32Array;
  readonly drawn: DrawnFinding[];
  /** A point of the mean torso, in this patient. */
  at(x: number, y: number, z: number): Triple;
  /** Semi-axes of the mean torso, in this patient, times a factor. */
  sized(x: number, y: number, z: number, factor?: number): Triple;
  /** The planned finding, where this exam has it. */
  finding(id: string): FindingPlan | undefined;
  /** Random numbers of the patient: the same in each of the patient's exams. */
  random(name: string): Random;
  /** Random numbers of this exam. */
  momentary(name: string): Random;
}

export interface DrawingOptions {
  readonly spacing: Triple;
  readonly maskNoise: number;
}

export function createScene(plan: ExamPlan, { spacing, maskNoise }: DrawingOptions): Scene {
  const patient = createRandom(plan.patientKey);
  const exam = createRandom(plan.examKey);
  const noise = patient.fork('texture');
  const canvas = createCanvas(spacing, [noise.integer(512), noise.integer(512), noise.integer(512)], maskNoise);
  const [sx, sy, sz] = plan.patient.scale;
  const [tx, ty, tz] = plan.shift;
  return {
    canvas,
    plan,
    tissue: tissueHu(plan.phase, exam.fork('contrast')),
    cavity: new Float32Array(canvas.hu.length),
    diaphragm: new Float32Array(canvas.grid.size[0] * canvas.grid.size[1]),
    drawn: [],
    at: (x, y, z) => [x * sx + tx, y * sy + ty, z * sz + tz],
    sized: (x, y, z, factor = 1) => [x * sx * factor, y * sy * factor, z * sz * factor],
    finding: (id) => plan.findings.get(id),
    random: (name) => patient.fork(`draw/${name}`),
    momentary: (name) => exam.fork(`draw/${name}`),
  };
}

/** Notes a drawn finding, with what the plan knows of it. */
export function found(
  scene: Scene,
  plan: FindingPlan,
  details: Omit<DrawnFinding, 'finding' | 'organ' | 'severity' | 'change' | 'priorMm'> = {},
): void {
  const { finding, organ, severity, change, growth } = plan;
  const priorMm = details.sizeMm !== undefined && change && change !== 'new' ? details.sizeMm / growth : undefined;
  scene.drawn.push({ finding, organ, severity, change, ...(priorMm !== undefined && { priorMm }), ...details });
}
