import { builtInOrgans } from '@totalfm/anatomy';
import {
  createRandom,
  type ComparedMeasures,
  type ComparedReports,
  type EvaluationResult,
  type Random,
  type ReportOutcome,
  type WrittenReport,
  type WrittenSentence,
} from '@totalfm/core';
import type { ReportsDetails } from '@totalfm/run-format';
import { tallyOf } from '../written/outcomes.ts';

const shown = ['lung', 'heart', 'aorta', 'liver', 'gallbladder', 'kidney', 'vertebrae'];
const organs = builtInOrgans.filter(({ organ }) => shown.includes(organ));
type Organ = (typeof organs)[number];

/** How often a made-up generator finds what is there, and invents what is not. */
const generators = { retrieval: { finds: 0.7, invents: 0.12 }, 'language-model': { finds: 0.55, invents: 0.25 } };

/** True reports beside those of two generators, with their outcomes. The same exams and true reports whatever the handicap. */
export function madeUpReports(exams: number, handicap: number): readonly ComparedReports[] {
  const truth = createRandom('reports');
  return Array.from({ length: exams }, (_, index) => {
    const exam = `exam-${String(index).padStart(4, '0')}`;
    const present = new Set(
      organs.flatMap(({ findings }) => findings.filter(() => truth.chance(0.14))).map(({ id }) => id),
    );
    const hedged = index % 9 === 4;
    const byGenerator = Object.fromEntries(
      Object.entries(generators).map(([name, { finds, invents }]) => {
        const random = createRandom(`${exam} ${name} ${handicap}`);
        const { report, outcomes } = written(exam, present, { finds: finds - 0.15 * handicap, invents, random });
        return [name, { report, outcomes: outcomes.filter(({ outcome }) => outcome === 'invented' || !hedged) }];
      }),
    );
    // A generator may fail on an exam.
    if (index === 1) delete byGenerator['language-model'];
    const reference = organs.flatMap((organ) => referenceOf(organ, present, hedged ? 'uncertain' : 'present'));
    return { exam, patient: `patient-${String(index >> 1).padStart(4, '0')}`, reference, byGenerator };
  });
}

type Reference = ComparedReports['reference'];

function referenceOf(
  { organ, name, findings }: Organ,
  present: ReadonlySet<string>,
  state: 'present' | 'uncertain',
): Reference {
  const own = findings.filter(({ id }) => present.has(id));
  if (own.length === 0)
    return [{ text: `The ${name} is <b>unremarkable</b>.`, statements: [{ organ, state: 'absent', sides: [] }] }];
  return own.map((finding) => ({
    text: `There is ${finding.name} in the ${name}.`,
    statements: [{ organ, finding: finding.id, state, sides: [] }],
  }));
}

interface Skill {
  readonly finds: number;
  readonly invents: number;
  readonly random: Random;
}

function written(exam: string, present: ReadonlySet<string>, { finds, invents, random }: Skill) {
  const outcomes: ReportOutcome[] = [];
  const sections = organs.flatMap((organ) => {
    if (random.chance(0.06)) {
      for (const { id } of organ.findings)
        if (present.has(id)) outcomes.push({ organ: organ.organ, finding: id, outcome: 'notAssessed' });
      return [];
    }
    const stated = organ.findings.filter(({ id }) => random.chance(present.has(id) ? finds : invents / 3));
    for (const { id } of organ.findings) {
      const is = stated.some((one) => one.id === id);
      if (is && present.has(id)) outcomes.push({ organ: organ.organ, finding: id, outcome: 'hit', sizeErrorMm: 2.4 });
      else if (is || present.has(id))
        outcomes.push({ organ: organ.organ, finding: id, outcome: is ? 'invented' : 'missed' });
    }
    return [{ title: organ.name.replace(/^./, (letter) => letter.toUpperCase()), organ: organ.organ, stated }];
  });
  const report = {
    sections: sections.map(({ stated, ...section }) => ({
      ...section,
      sentences:
        stated.length > 0 ? stated.map((one) => sentence(exam, section.organ, one, random)) : [normal(section)],
    })),
    impression: sections.flatMap(({ stated }) => stated.map(({ name }) => `${name}.`)),
    notAssessed: organs
      .filter(({ organ }) => !sections.some((one) => one.organ === organ))
      .map(({ organ }) => ({ organ, reason: 'cut' as const })),
    checks: { stated: 5, dropped: 1, marked: 1, added: 1 },
  };
  return { report: { ...report, text: textOf(report) } satisfies WrittenReport, outcomes };
}

const normal = ({ title, organ }: { readonly title: string; readonly organ: string }): WrittenSentence => ({
  text: `${title}: no abnormality.`,
  organ,
  sides: [],
  findings: [],
  evidence: [],
  from: 'frame',
});

function sentence(exam: string, organ: string, finding: Organ['findings'][number], random: Random): WrittenSentence {
  const first = Math.floor(random.uniform(4, 22));
  return {
    text: `There is ${finding.name} in the ${organ.replaceAll('_', ' ')}.`,
    organ,
    sides: [],
    findings: [finding.id],
    evidence: [
      {
        finding: finding.id,
        pair: `${exam}/${organ}`,
        ...(random.chance(0.85) && { slices: [first, first + 5] as const }),
        score: random.uniform(0.1, 0.4),
        threshold: 0.2,
      },
    ],
    from: random.chance(0.15) ? 'check' : 'generator',
    ...(random.chance(0.15) && { unsupported: true as const }),
  };
}

const textOf = ({ sections, impression }: Pick<WrittenReport, 'sections' | 'impression'>) =>
  [
    ...sections.map(({ title, sentences }) => `${title}: ${sentences.map(({ text }) => text).join(' ')}`),
    `Impression: ${impression.join(' ')}`,
  ].join('\n');

/** What the evaluator of written reports would say of them. */
export function madeUpReportsResult(reports: readonly ComparedReports[]): EvaluationResult {
  const names = Object.keys(generators);
  const byGenerator: ComparedMeasures = Object.fromEntries(
    names.map((name, place) => [name, measuresOf(reports, name, place)]),
  );
  const difference = { value: 0.03, low: 0.01, high: 0.05 };
  return {
    key: 'reports',
    title: 'Written reports',
    description: 'Findings and words of written reports against the true reports.',
    unit: 'generator',
    measures: [
      { id: 'f1', title: 'F1, of organs it speaks of', better: 'higher', range: [0, 1] },
      { id: 'precision', title: 'Precision', better: 'higher', range: [0, 1] },
      { id: 'recall', title: 'Recall, of organs it speaks of', better: 'higher', range: [0, 1] },
      {
        id: 'errorsPerReport',
        title: 'Invented, missed or not assessed findings per report',
        better: 'lower',
        statistic: 'mean',
      },
      { id: 'sideAccuracy', title: 'Right sides of hits', better: 'higher', range: [0, 1] },
      { id: 'bleu4', title: 'BLEU-4', better: 'higher', range: [0, 1] },
      { id: 'cider', title: 'CIDEr', better: 'higher', range: [0, 10] },
    ],
    primary: 'f1',
    targets: names.map((name) => ({ id: name, name, measures: known(byGenerator[name]) })),
    means: [],
    skipped: [],
    byGenerator,
    differences: Object.fromEntries(
      names.slice(1).map((name) => [name, { f1: difference, errorsPerReport: { value: -0.2, low: -0.5, high: 0.1 } }]),
    ),
    details: detailsOf(reports) satisfies ReportsDetails,
    scores: names.flatMap((target) =>
      reports.flatMap(({ exam, patient, byGenerator }) => {
        if (!(target in byGenerator)) return [];
        const wrong = byGenerator[target].outcomes.filter(({ outcome }) => outcome !== 'hit');
        return [{ exam, patient, target, score: wrong.length }];
      }),
    ),
    reports,
  };
}

const known = (measures: ComparedMeasures[string]) =>
  Object.fromEntries(Object.entries(measures).flatMap(([id, value]) => (value ? [[id, value]] : [])));

const estimate = (value: number) => ({ value, low: 0.93 * value, high: 1.05 * value });

const outcomesOf = (reports: readonly ComparedReports[], name: string) =>
  reports.flatMap(({ byGenerator }) => byGenerator[name]?.outcomes ?? []);

function measuresOf(reports: readonly ComparedReports[], name: string, place: number) {
  const { hit, invented, missed, notAssessed } = tallyOf(outcomesOf(reports, name));
  const [precision, recall] = [hit / (hit + invented), hit / (hit + missed)];
  return {
    f1: estimate((2 * precision * recall) / (precision + recall)),
    precision: estimate(precision),
    recall: estimate(recall),
    errorsPerReport: estimate((invented + missed + notAssessed) / reports.length),
    sideAccuracy: place === 0 ? null : estimate(0.9),
    bleu4: estimate(0.21 + place / 20),
    cider: estimate(0.84),
  };
}

function detailsOf(reports: readonly ComparedReports[]) {
  const names = Object.keys(generators);
  const row = (is: (one: ReportOutcome) => boolean) =>
    Object.fromEntries(
      names.map((name) => {
        const { hit: hits, ...counts } = tallyOf(outcomesOf(reports, name).filter(is));
        const f1 = hits > 0 ? estimate(hits / (hits + counts.invented)) : null;
        return [name, { hits, ...counts, precision: f1, recall: null, f1 }];
      }),
    );
  const findings = organs.flatMap(({ organ, findings }) => findings.map((finding) => ({ ...finding, organ })));
  const gradeOf = new Map(findings.map(({ id, grade }) => [id, grade]));
  return {
    reference: 'report' as const,
    exams: reports.length,
    examsWithTruth: 0,
    generators: Object.fromEntries(
      names.map((name) => {
        const written = reports.filter(({ byGenerator }) => name in byGenerator).length;
        return [name, { written, failed: reports.length - written, unreadable: 0 }];
      }),
    ),
    byFinding: findings.map(({ id, name, organ, grade }) => ({
      ...{ id, name, organ, grade },
      byGenerator: row(({ finding }) => finding === id),
    })),
    byOrgan: organs.map(({ organ, name }) => ({ id: organ, name, byGenerator: row((one) => one.organ === organ) })),
    byGrade: [...new Set(gradeOf.values())].map((grade) => ({
      ...{ id: grade, name: grade },
      byGenerator: row(({ finding }) => gradeOf.get(finding) === grade),
    })),
    protocol: { resamples: 200 },
  };
}
