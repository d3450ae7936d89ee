import type { PhantomFinding, Random } from '@totalfm/core';
import { createRandom, groupBy } from '@totalfm/core';
import { catalogue, scanCatalogue } from '../plan/catalogue.ts';
import type { ExamPlan } from '../plan/exam-plan.ts';
import type { DrawnFinding } from '../scene.ts';
import { resolvedTemplates } from './change.ts';
import { enumerate, say } from './expand.ts';
import { asides, comparisons, indications, noComparisons, noImpression, techniques } from './frame.ts';
import { pickMeasureStyle } from './measure.ts';
import type { NormalOrgan } from './normal.ts';
import { headingTemplates, normalOrgans, normalTemplates, otherwiseTemplates } from './normal.ts';
import type { Statement } from './statement.ts';
import { groupBySide, stateFinding } from './statement.ts';
import type { Wordings } from './wordings/index.ts';
import { wordings } from './wordings/index.ts';

/** An organ that a plugin adds: its name, its normal organ line and the wordings of its findings. */
export interface CustomOrganWords {
  readonly organ: string;
  readonly name: string;
  readonly findings: readonly PhantomFinding[];
}

export interface ReportRequest {
  readonly plan: ExamPlan;
  readonly drawn: readonly DrawnFinding[];
  /** Findings that the exam was drawn for: those of them that are absent may be ruled out. */
  readonly assessed: ReadonlySet<string>;
  /** Probability that a finding that is there goes unmentioned. */
  readonly omission: number;
  readonly custom: readonly CustomOrganWords[];
}

export interface WrittenReport {
  readonly text: string;
  /** Ids of the findings that the report says are there. */
  readonly mentioned: ReadonlySet<string>;
}

/** Sentences about one organ, in the order of the report. */
interface OrganText {
  readonly organ: NormalOrgan;
  readonly sentences: string[];
  /** True while nothing but normality was said, so that it can be joined with other normal organs. */
  normal: boolean;
}

/** Writes a report of an exam as it was drawn. Deterministic from the exam's own random numbers. */
export function writeReport({ plan, drawn, assessed, omission, custom }: ReportRequest): WrittenReport {
  const random = createRandom(plan.examKey).fork('report');
  const style = pickMeasureStyle(random);
  const organs = [...normalOrgans, ...custom.map(customNormal)].filter(
    ({ organ }) => organ !== 'prostate' || plan.patient.sex === 'male',
  );
  const words = new Map([...wordings, ...custom.flatMap(customWordings)]);
  const byFinding = groupBy(drawn, ({ finding }) => finding);
  const statements: Statement[] = [];
  const silent = new Set<string>();
  for (const [finding, instances] of byFinding) {
    const entry = words.get(finding);
    if (!entry || random.next() < omission) {
      silent.add(finding);
      continue;
    }
    for (const group of groupBySide(instances, random, entry.both !== undefined))
      statements.push(stateFinding(group, entry, style, random));
  }
  const gallbladderGone = byFinding.has('surgically_absent_gallbladder');
  const texts = organs.map((organ) => {
    const own = statements.filter((statement) => homeOf(statement) === organ.organ);
    const sentences = random.shuffle(own.map(({ text }) => text));
    const silentHere = drawn.some((one) => homeOf(one) === organ.organ && silent.has(one.finding));
    sentences.push(...negatives(organ, { plan, words, present: byFinding, assessed }, random));
    const text: OrganText = { organ, sentences, normal: false };
    const absentOrgan = organ.organ === 'gallbladder' && gallbladderGone;
    if (sentences.length === 0 && !silentHere && !absentOrgan && random.next() < organ.stated) text.normal = true;
    else if (own.length > 0 && !silentHere && !absentOrgan && random.chance(0.25))
      sentences.push(say(otherwiseTemplates, random, nameValues([organ])));
    return text;
  });
  // Where nodes are drawn, what is said of them by the way would be of nobody.
  const said = assessed.has('lymphadenopathy') ? asides.filter((aside) => !/lymph|adenopathy/i.test(aside)) : asides;
  const body = random.chance(0.4) ? underHeadings(texts, random) : asProse(texts, said, random);
  const mentioned = new Set(statements.map(({ finding }) => finding));
  return { text: assemble(plan, body, statements, random), mentioned };
}

/** Where a report writes a finding: cholecystectomy stands with the gallbladder, though the liver's volume shows it. */
function homeOf({ finding, organ }: { finding: string; organ: string }): string {
  return finding === 'surgically_absent_gallbladder' ? 'gallbladder' : organ;
}

interface RuledOut {
  readonly plan: ExamPlan;
  readonly words: ReadonlyMap<string, Wordings>;
  /** By the findings that were drawn. */
  readonly present: ReadonlyMap<string, unknown>;
  readonly assessed: ReadonlySet<string>;
}

/** Sentences that rule out absent findings of an organ, some of them joined: `No hydronephrosis or renal stone.` */
function negatives(organ: NormalOrgan, { plan, words, present, assessed }: RuledOut, random: Random): string[] {
  const sentences: string[] = [];
  const joined: string[] = [];
  for (const [finding, entry] of words) {
    const before = plan.prior?.findings.has(finding) ?? false;
    if (organOfFinding.get(finding) !== organ.organ || present.has(finding) || !assessed.has(finding)) continue;
    if (before && entry.noun && random.chance(0.6)) {
      sentences.push(say(resolvedTemplates, random, { noun: entry.noun }));
    } else if (random.next() < entry.ruledOut) {
      if (entry.noun && random.chance(0.45)) joined.push(entry.noun);
      else sentences.push(say(entry.absent, random));
    }
  }
  if (joined.length > 0) {
    const paired = organ.organ === 'kidney' || organ.organ === 'lung' || organ.organ === 'adrenal_gland';
    const where = paired && random.chance(0.35) ? random.pick([' on either side', ' bilaterally']) : '';
    const opening = random.pick(['No', 'No', 'No evidence of', 'There is no', 'Negative for']);
    sentences.push(`${opening} ${enumerate(joined, 'or')}${where}.`);
  }
  return random.shuffle(sentences);
}

/** Findings of the organs that are drawn without a plugin, by id. */
const organOfFinding: ReadonlyMap<string, string> = new Map(
  [...catalogue, ...scanCatalogue].map(({ finding, organ }) => [finding, organ]),
);

/** One line an organ: `Spleen: Enlarged spleen.` */
function underHeadings(texts: readonly OrganText[], random: Random): string {
  const upper = random.chance(0.4);
  const lines = texts.flatMap(({ organ, sentences, normal }) => {
    const content = normal ? [say(headingTemplates, random)] : sentences;
    if (content.length === 0) return [];
    return [`${upper ? organ.heading.toUpperCase() : organ.heading}: ${content.join(' ')}`];
  });
  return lines.join('\n');
}

/** Paragraphs by region, or one paragraph; normal organs are joined in twos to fives. */
function asProse(texts: readonly OrganText[], byTheWay: readonly string[], random: Random): string {
  const paragraphs: string[] = [];
  for (const region of ['chest', 'abdomen'] as const) {
    const here = texts.filter(({ organ }) => organ.region === region);
    const normal = random.shuffle(here.filter(({ normal }) => normal).map(({ organ }) => organ));
    const sentences = here.flatMap(({ sentences }) => sentences);
    while (normal.length > 0) {
      const group = normal.splice(0, 1 + random.integer(Math.min(4, normal.length)));
      const own = group.length === 1 ? group[0].own : undefined;
      const text = own && random.chance(0.6) ? say(own, random) : say(normalTemplates, random, nameValues(group));
      sentences.splice(random.integer(sentences.length + 1), 0, text);
    }
    if (random.chance(0.35))
      sentences.splice(
        random.integer(sentences.length + 1),
        0,
        say(region === 'chest' ? byTheWay.filter((aside) => /irway|trachea|artifact/.test(aside)) : byTheWay, random),
      );
    if (sentences.length > 0) paragraphs.push(sentences.join(' '));
  }
  return paragraphs.join(random.chance(0.7) ? '\n\n' : ' ');
}

function nameValues(organs: readonly NormalOrgan[]): Record<string, string> {
  const plural = organs.length > 1 || organs[0].plural === true;
  return {
    organs: enumerate(organs.map(({ name }) => name)),
    is: plural ? 'are' : 'is',
    demonstrates: plural ? 'demonstrate' : 'demonstrates',
  };
}

/** Puts sections together; which ones there are and how they are headed varies. */
function assemble(plan: ExamPlan, body: string, statements: readonly Statement[], random: Random): string {
  const upper = random.chance(0.65);
  const colon = random.chance(0.9) ? ':' : '';
  const inline = random.chance(0.4);
  const heading = (name: string) => `${upper ? name.toUpperCase() : name}${colon}${inline && colon ? ' ' : '\n'}`;
  const sections: string[] = [];
  const values = {
    age: String(plan.patient.age),
    sex: plan.patient.sex === 'male' ? 'man' : 'woman',
    slice: '5',
    months: plan.prior && String(plan.prior.months),
  };
  if (random.chance(0.75))
    sections.push(
      heading(random.pick(['Indication', 'Clinical history', 'History', 'Clinical information'])) +
        say(indications, random, values),
    );
  if (random.chance(0.65))
    sections.push(heading(random.pick(['Technique', 'Procedure'])) + say(techniques[plan.phase], random, values));
  if (plan.prior || random.chance(0.5))
    sections.push(heading('Comparison') + say(plan.prior ? comparisons : noComparisons, random, values));
  const content = body === '' ? say(noImpression, random) : body;
  sections.push(random.chance(0.93) ? heading(random.pick(['Findings', 'Findings', 'Report'])) + content : content);
  if (random.chance(0.78))
    sections.push(heading(random.pick(['Impression', 'Impression', 'Conclusion'])) + impression(statements, random));
  return `${sections.join('\n\n')}\n`;
}

function impression(statements: readonly Statement[], random: Random): string {
  const lines = [
    ...new Set(
      random
        .shuffle(statements)
        .slice(0, 6)
        .map((statement) => statement.impression),
    ),
  ];
  if (lines.length === 0) return say(noImpression, random);
  if (random.chance(0.6)) return lines.map((line, n) => `${n + 1}. ${line}`).join('\n');
  return lines.join(random.chance(0.5) ? '\n' : ' ');
}

function customNormal({ organ, name }: CustomOrganWords): NormalOrgan {
  return { organ, region: 'abdomen', name, heading: name.charAt(0).toUpperCase() + name.slice(1), stated: 0.5 };
}

/** A plugin's wordings as this module's: it states presence only; absence is left to normal sentences. */
function customWordings({ findings }: CustomOrganWords): [string, Wordings][] {
  return findings.map(({ finding, wordings: present }) => [
    finding,
    { finding, present, impression: present, absent: [], ruledOut: 0 },
  ]);
}
