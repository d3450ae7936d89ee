import {
  createRandom,
  groupBy,
  isPaired,
  silentProgress,
  type Anatomy,
  type CalibrationExam,
  type DescribedExam,
  type ExamComposer,
  type OrganPair,
  type PartText,
  type ReportComposer,
  type WrittenReport,
} from '@totalfm/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectCodedError } from '../expect-error.ts';
import { brightnessEmbedder } from '../fixtures/brightness-embedder.ts';
import { testAnatomy } from '../fixtures/organs.ts';
import { storedVolume } from '../fixtures/pair-reader.ts';
import { testPairs } from '../fixtures/pairs.ts';
import { plainParser } from '../fixtures/plain-parser.ts';

export interface ReportComposerSubject {
  /** One that leaves out what the contrastive model does not support. */
  readonly make: () => ReportComposer | Promise<ReportComposer>;
}

const { parse } = plainParser(testAnatomy);
const pairs = testPairs({ exams: 60 });

/** Checks a report composer: statements are supported and shown, nothing that was not seen is normal, and a text is read as it was meant. */
export function describeReportComposer(name: string, { make }: ReportComposerSubject): void {
  describe(`report composer ${name}`, () => {
    const exams = describedExams('test');
    const context = {
      anatomy: testAnatomy as Anatomy,
      embedder: brightnessEmbedder,
      parse,
      seed: 3,
      progress: silentProgress,
    };
    const calibrated = async () =>
      (await make()).calibrate({ ...context, validation: asStream(describedExams('validation')) });
    let composer: ExamComposer;
    let reports: readonly WrittenReport[];
    const composeAll = async (by: ExamComposer, some: readonly DescribedExam[] = exams) => {
      const all: WrittenReport[] = [];
      for (const exam of some) all.push(await by.compose(exam));
      return all;
    };
    beforeAll(async () => {
      composer = await calibrated();
      reports = await composeAll(composer);
    });

    it('has a section for each organ, and findings in some', () => {
      for (const { sections } of reports) {
        expect(sections.map(({ organ }) => organ).sort()).toEqual(testAnatomy.organs.map(({ organ }) => organ).sort());
        for (const { organ, sentences } of sections) {
          expect(sentences.length).toBeGreaterThan(0);
          for (const sentence of sentences) expect(sentence.organ).toBe(organ);
        }
      }
      expect(reports.some(({ sections }) => presentIn(sections).length > 0)).toBe(true);
    });

    it('shows each present finding of each side in a volume of the exam', () => {
      reports.forEach(({ sections }, index) => {
        const keys = exams[index].parts.map(({ row }) => row.key);
        for (const { findings, sides, organ, evidence } of sentencesOf(sections)) {
          const paired = isPaired(testAnatomy.organs.find((one) => one.organ === organ)!);
          expect(evidence).toHaveLength(findings.length * (paired ? sides.length : 1));
          for (const { finding, pair, slices } of evidence) {
            expect(findings).toContain(finding);
            expect(keys).toContain(pair);
            if (slices) expect(slices[0]).toBeLessThanOrEqual(slices[1]);
          }
        }
      });
    });

    it('states no finding whose score does not reach what validation exams ask for', () => {
      for (const { sections } of reports)
        for (const { evidence, unsupported } of sentencesOf(sections))
          for (const { score, threshold } of evidence) expect(unsupported || score >= threshold).toBe(true);
    });

    it('never calls normal what was not assessed', async () => {
      let count = 0;
      for (const [index, { notAssessed, text }] of reports.entries()) {
        const { findings } = await parse(text);
        for (const { organ, side } of notAssessed) {
          count++;
          const normal = findings.filter((one) => one.organ === organ && one.state === 'absent');
          expect(normal.filter(({ sides }) => !side || sides.length === 0 || sides.includes(side))).toEqual([]);
        }
        const seen = new Set(exams[index].parts.map(({ row }) => row.key.split('/')[1]));
        const doubted = exams[index].parts.filter(({ row }) => row.doubts.length > 0);
        expect(notAssessed.filter(({ reason }) => reason === 'missing')).toHaveLength(3 - seen.size);
        expect(notAssessed.filter(({ reason }) => reason === 'doubted')).toHaveLength(doubted.length);
      }
      expect(count).toBeGreaterThan(0);
    });

    it('is read as it is meant: text and sections have the same findings', async () => {
      for (const { sections, impression, text } of reports) {
        const read = (await parse(text)).findings.filter(({ state }) => state === 'present');
        const keyed = (organ: string, finding: string, sides: readonly string[]) =>
          sides.length > 0 ? sides.map((side) => `${organ} ${finding} ${side}`) : [`${organ} ${finding}`];
        const meant = sentencesOf(sections).flatMap(({ organ, findings, sides }) =>
          findings.flatMap((finding) => keyed(organ, finding, sides)),
        );
        expect(new Set(read.flatMap(({ organ, finding, sides }) => keyed(organ, finding!, sides)))).toEqual(
          new Set(meant),
        );
        const lines = text.trimEnd().split('\n');
        expect(lines).toHaveLength(sections.length + 1);
        expect(lines.at(-1)).toBe(`Impression: ${impression.join(' ')}`);
        sections.forEach(({ title }, index) => expect(lines[index].startsWith(`${title}: `)).toBe(true));
      }
    });

    it('states sizes only where it measured', () => {
      for (const { sections, text } of reports) {
        const sizes = sentencesOf(sections).flatMap(({ sizeMm }) => sizeMm ?? []);
        expect(text.match(/\d+(?:\.\d+)? ?[cm]m\b/g) ?? []).toHaveLength(sizes.length);
      }
    });

    it('counts what became of the statements', () => {
      for (const { sections, checks } of reports)
        expect(presentIn(sections).length).toBe(checks.stated - checks.dropped + checks.added);
    });

    it('writes the same every time, whatever it wrote before, and after it was saved', async () => {
      expect(JSON.stringify(await composeAll(await calibrated()))).toBe(JSON.stringify(reports));
      const [backwards, opened] = [
        await composeAll(composer, [...exams].reverse()),
        await composeAll(await (await make()).open(composer.save(), context)),
      ];
      expect(JSON.stringify(backwards.toReversed())).toBe(JSON.stringify(reports));
      expect(JSON.stringify(opened)).toBe(JSON.stringify(reports));
      expect(() => JSON.parse(new TextDecoder().decode(composer.save()))).not.toThrow();
    });

    it('refuses what was learned of other organs', async () => {
      const anatomy: Anatomy = { organs: testAnatomy.organs.slice(0, 1) };
      await expectCodedError((async () => (await make()).open(composer.save(), { ...context, anatomy }))());
    });

    it('writes without validation exams, too', async () => {
      const blind = await (await make()).calibrate({ ...context, validation: asStream([]) });
      expect(await composeAll(blind)).toHaveLength(exams.length);
    });

    it('stops when it is told to', async () => {
      await expectCodedError(composer.compose(exams[0], AbortSignal.abort()), 'TFM_CANCELLED');
    });
  });
}

const sentencesOf = (sections: WrittenReport['sections']) => sections.flatMap(({ sentences }) => sentences);

/** Findings by part. */
const presentIn = (sections: WrittenReport['sections']) => sentencesOf(sections).flatMap(({ evidence }) => evidence);

async function* asStream<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

/** Exams with what a generator says that is right more often than not; every seventh part is missing. */
function describedExams(split: 'validation' | 'test'): readonly CalibrationExam[] {
  const random = createRandom(`described ${split}`);
  const own = pairs.filter(({ row }) => row.split === split);
  return [...groupBy(own, ({ row }) => row.exam)].map(([exam, some]) => ({
    exam,
    parts: some
      .filter((_, index) => (Number(exam.slice(-3)) + index) % 7 !== 0)
      .map((pair) => ({ ...storedVolume(pair), row: pair.row, said: sayOf(pair, random.next()) })),
  }));
}

function sayOf({ row }: OrganPair, chance: number): PartText {
  const { findings, name } = testAnatomy.organs.find(({ organ }) => organ === row.organ)!;
  const [first, second] = findings;
  const there = row.truth?.[first.id] ?? false;
  const of = row.side ? `the ${row.side} ${name}` : `the ${name}`;
  const sentences = [
    ...(chance < 0.8 === there ? [`There is a ${first.name} in ${of} measuring 12 mm.`] : []),
    ...(chance < 0.2 ? [`A ${second.name}, unchanged from prior.`, 'The liver is normal.'] : []),
    ...(chance > 0.5 ? [`No ${second.name}.`] : []),
    ...(chance > 0.9 ? ['Mumble.', `Possible ${second.name}.`] : []),
  ];
  return {
    sentences: sentences.length > 0 ? sentences : [`${of.replace('the', 'The')} is normal.`],
    confidence: { [first.id]: chance < 0.8 === there ? 0.9 : 0.2 },
  };
}
