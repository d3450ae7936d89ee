import type { Random, Side, Triple } from '@totalfm/core';
import { createRandom } from '@totalfm/core';
import { clamp } from '../grid.ts';
import type { Phase } from '../phases.ts';
import { phases } from '../phases.ts';
import type { CatalogueEntry } from './catalogue.ts';
import { catalogue, scanCatalogue } from './catalogue.ts';
import type { Patient } from './patient.ts';
import { createPatient } from './patient.ts';

/** A finding that this exam has. */
export interface FindingPlan {
  readonly finding: string;
  readonly organ: string;
  /** Sides of a paired organ; empty for the others. */
  readonly sides: readonly Side[];
  /** 0 (just beyond normal) to 1 (severe). */
  readonly severity: number;
  /** Diameter against the patient's first exam. */
  readonly growth: number;
  /** Against the prior exam; undefined where there is none. */
  readonly change?: 'stable' | 'increased' | 'decreased' | 'new';
}

/** Everything that is decided before anything is drawn. */
export interface ExamPlan {
  readonly id: string;
  readonly patient: Patient;
  readonly phase: Phase;
  /** Noise in HU at the middle of the trunk. */
  readonly noiseHu: number;
  /** Width of the slice profile against the slice spacing: 0 (thin) to 1. */
  readonly sliceBlur: number;
  /** How far the patient lies from the middle of the scan, in millimetres. */
  readonly shift: Triple;
  /** Diaphragm up or down by the breath held, in millimetres. */
  readonly breathMm: number;
  /** LPS position of the torso frame's origin. */
  readonly origin: Triple;
  readonly findings: ReadonlyMap<string, FindingPlan>;
  /** What it may have. */
  readonly catalogue: readonly CatalogueEntry[];
  /** The patient's first exam, where this is the second: months before, and the findings it had. */
  readonly prior?: { readonly months: number; readonly findings: ReadonlyMap<string, FindingPlan> };
  /** Random numbers that a patient's exams share, and those of this exam alone. */
  readonly patientKey: string;
  readonly examKey: string;
}

export interface PlanRequest {
  readonly id: string;
  readonly patient: string;
  /** 0 for a patient's first exam, 1 for the second. */
  readonly visit: number;
  readonly seed: number;
  /** Every prevalence times this. */
  readonly prevalence: number;
  /** Findings of the whole scan as well. */
  readonly wholeScan?: boolean;
  /** Instead of the one that is drawn. */
  readonly phase?: Phase;
}

export function planExam({ id, patient: patientId, visit, seed, prevalence, wholeScan, phase }: PlanRequest): ExamPlan {
  const patientKey = `phantom/${seed}/${patientId}`;
  const examKey = `phantom/${seed}/${id}`;
  const patient = createPatient(patientId, patientKey);
  const chances = { patient, prevalence, entries: wholeScan ? [...catalogue, ...scanCatalogue] : catalogue };
  const first = drawFindings(chances, createRandom(patientKey));
  const random = createRandom(examKey).fork('plan');
  const drawnPhase = pickPhase(random);
  return {
    id,
    patient,
    phase: phase ?? drawnPhase,
    noiseHu: random.uniform(7, 20),
    sliceBlur: random.next(),
    shift: [clamp(3 * random.normal(), -6, 6), clamp(2 * random.normal(), -4, 4), clamp(4 * random.normal(), -8, 8)],
    breathMm: 9 * clamp(random.normal(), -2, 2),
    origin: [
      Math.round(random.uniform(-20, 20)),
      Math.round(random.uniform(-40, 10)),
      Math.round(random.uniform(-900, 200)),
    ],
    findings: visit === 0 ? first : laterFindings(first, chances, createRandom(examKey)),
    catalogue: chances.entries,
    prior: visit === 0 ? undefined : { months: 2 + random.integer(22), findings: first },
    patientKey,
    examKey,
  };
}

function pickPhase(random: Random): Phase {
  const at = random.next();
  return phases[at < 0.3 ? 0 : at < 0.42 ? 1 : at < 0.92 ? 2 : 3];
}

/** What exams of a patient may have, and how likely. */
interface Chances {
  readonly patient: Patient;
  readonly prevalence: number;
  readonly entries: readonly CatalogueEntry[];
}

function drawFindings({ entries, ...chances }: Chances, random: Random): Map<string, FindingPlan> {
  const plans = new Map<string, FindingPlan>();
  for (const entry of entries) {
    const plan = drawFinding(entry, random.fork(`finding/${entry.finding}`), { ...chances, others: plans });
    if (plan) plans.set(entry.finding, plan);
  }
  return plans;
}

/** What a finding's chance depends on. */
interface OneChance extends Pick<Chances, 'patient' | 'prevalence'> {
  /** Findings that are drawn already. */
  readonly others: ReadonlyMap<string, FindingPlan>;
}

function drawFinding(
  entry: CatalogueEntry,
  random: Random,
  { patient, prevalence, others }: OneChance,
): FindingPlan | undefined {
  const happens = random.next() < probability(entry, patient, prevalence);
  const severity = random.next();
  const sides = pickSides(entry, random);
  if (!happens || (entry.sex && entry.sex !== patient.sex) || (entry.unless && others.has(entry.unless)))
    return undefined;
  return { finding: entry.finding, organ: entry.organ, sides, severity, growth: 1 };
}

/** The catalogue's prevalence, moved by age and trait by factors whose mean is 1. */
function probability({ prevalence, age = 0, trait }: CatalogueEntry, patient: Patient, multiplier: number): number {
  const older = (patient.age - 59) / 15;
  const pull = trait ? 0.55 : 0;
  const strength = trait ? patient.traits[trait] : 0;
  const factor = Math.exp(age * older - (age * age) / 2 + pull * strength - (pull * pull) / 2);
  return Math.min(0.9, prevalence * multiplier * factor);
}

function pickSides({ bilateral }: CatalogueEntry, random: Random): Side[] {
  const both = random.next() < (bilateral ?? 0);
  const side: Side = random.next() < 0.5 ? 'left' : 'right';
  if (bilateral === undefined) return [];
  return both ? ['left', 'right'] : [side];
}

/** A later exam: chronic findings stay, most of them unchanged; acute ones come and go. */
function laterFindings(
  first: ReadonlyMap<string, FindingPlan>,
  { entries, ...chances }: Chances,
  random: Random,
): Map<string, FindingPlan> {
  const plans = new Map<string, FindingPlan>();
  for (const entry of entries) {
    const before = first.get(entry.finding);
    const draw = random.fork(`finding/${entry.finding}`);
    const change = random.fork(`change/${entry.finding}`);
    const stays = entry.course === 'chronic' || change.chance(0.35);
    if (before && stays) {
      plans.set(entry.finding, { ...before, ...evolve(before, entry, change) });
    } else if (!before && (entry.course === 'acute' || change.chance(0.3))) {
      const plan = drawFinding(entry, draw, { ...chances, others: plans });
      if (plan) plans.set(entry.finding, { ...plan, change: 'new' });
    }
  }
  return plans;
}

function evolve({ severity }: FindingPlan, { finding }: CatalogueEntry, random: Random): Partial<FindingPlan> {
  const at = random.next();
  const amount = random.next();
  if (at < 0.6 || finding === 'surgically_absent_gallbladder') return { change: 'stable' };
  const up = at < 0.85;
  return {
    change: up ? 'increased' : 'decreased',
    growth: up ? 1.2 + 0.25 * amount : 0.85 - 0.15 * amount,
    severity: up ? Math.min(1, severity + 0.3) : Math.max(0, severity - 0.3),
  };
}
