import { builtInOrgans, wholeScanFindings } from '@totalfm/anatomy';
import {
  isPaired,
  organParts,
  partName,
  silentProgress,
  type Anatomy,
  type ChatModel,
  type DescribedExam,
  type Embedder,
  type OrganDefinition,
  type OrganPart,
  type ReportComposer,
  type Side,
  type VolumeRow,
  type WrittenReport,
} from '@totalfm/core';
import { FakeListChatModel } from '@langchain/core/utils/testing';
import { llmWriter, organByOrgan } from '@totalfm/report-generators';
import { createRulesParser } from '@totalfm/report-parsers';
import { beforeAll, describe, expect, it } from 'vitest';

const anatomy: Anatomy = { organs: builtInOrgans, beside: [wholeScanFindings] };
const parser = createRulesParser(anatomy);

/** Sees nothing. */
const embedder: Embedder = {
  width: 1,
  scale: 1,
  bias: 0,
  embedVolumes: async (volumes) => volumes.map(() => Float32Array.of(0)),
  embedTexts: async (texts) => texts.map(() => Float32Array.of(0)),
  dispose: async () => {},
};

const measured = { size: [1, 1, 1], extentMm: [10, 10, 10], organExtentMm: [9, 9, 187.4], organMl: 1 } as const;

/** An exam of every part, each with the sentences that a generator writes of it. */
function examOf(say: (part: OrganPart) => readonly string[], change: Partial<VolumeRow> = {}): DescribedExam {
  const parts = organParts(builtInOrgans).map(({ organ, side }) => {
    const part = { organ, ...(side && { side }) };
    const key = `exam/${partName(part)}`;
    const row = { ...part, ...measured, key, exam: 'exam', cutBy: [], doubts: [], segmenter: 'test' };
    return {
      row: { ...row, sourceSpacing: [1, 1, 1] as const, ...change },
      volume: { ...part, ...measured, hu: Int16Array.of(0) },
      said: { sentences: say(part) },
    };
  });
  return { exam: 'exam', parts };
}

async function compose(exam: DescribedExam): Promise<WrittenReport> {
  const options = organByOrgan.options.parse({ selfCheck: 'off', slabs: 0 });
  return composeWith((await organByOrgan.create({ options, needs: {}, references: {} })) as ReportComposer, exam);
}

async function composeWith(composer: ReportComposer, exam: DescribedExam): Promise<WrittenReport> {
  const none = (async function* () {})();
  const context = { anatomy, embedder, parse: parser.parse, validation: none, seed: 0, progress: silentProgress };
  return (await composer.calibrate(context)).compose(exam);
}

/** A report of the same in the words of a chat model that answers so. */
async function word(exam: DescribedExam, answer: string): Promise<WrittenReport> {
  const options = llmWriter.options.parse({ model: '$model', selfCheck: 'off', slabs: 0 });
  const model = new FakeListChatModel({ responses: [answer] }) as unknown as ChatModel;
  const needs = { workspace: { workers: 1, record: () => {} } };
  return composeWith((await llmWriter.create({ options, needs, references: { model } })) as ReportComposer, exam);
}

const keyed = (organ: string, finding: string | undefined, sides: readonly Side[]) =>
  sides.length > 0 ? sides.map((side) => `${organ} ${finding} ${side}`) : [`${organ} ${finding}`];

/** What the rules read as present, and what the report says that it states. */
async function readAndMeant({ text, sections }: WrittenReport) {
  const { findings } = await parser.parse(text);
  const meant = sections.flatMap(({ sentences }) =>
    sentences.flatMap((one) => one.findings.flatMap((finding) => keyed(one.organ, finding, one.sides))),
  );
  const read = findings.filter(({ state }) => state !== 'absent');
  return {
    read: new Set(read.flatMap(({ organ, finding, sides }) => keyed(organ, finding, sides))),
    meant: new Set(meant),
  };
}

const everyFinding = builtInOrgans.flatMap((organ) => organ.findings.map((finding) => ({ organ, finding })));

/** What is said of a finding of a part: its name alone, or words that name no side. */
const wordings: readonly ((finding: OrganDefinition['findings'][number]) => string)[] = [
  ({ name }) => `${name.charAt(0).toUpperCase()}${name.slice(1)}.`,
  ({ name }) => `There is evidence of ${name} measuring 12 mm, unchanged from prior.`,
];

describe('a report that the rules read back', () => {
  let reports: readonly {
    readonly about: string;
    readonly report: WrittenReport;
    readonly expected: readonly string[];
  }[];
  beforeAll(async () => {
    const made = [];
    for (const { organ, finding } of everyFinding) {
      const sides: readonly (readonly (Side | undefined)[])[] = isPaired(organ)
        ? [['left'], ['right'], ['left', 'right']]
        : [[undefined]];
      for (const some of sides)
        for (const word of wordings) {
          const own = (part: OrganPart) => part.organ === organ.organ && some.includes(part.side);
          const report = await compose(examOf((part) => (own(part) ? [word(finding)] : [])));
          const expected = some.map((side) =>
            side ? `${organ.organ} ${finding.id} ${side}` : `${organ.organ} ${finding.id}`,
          );
          made.push({ about: `${finding.id} ${some.join()}`, report, expected });
        }
    }
    reports = made;
  });

  it('states each finding of each organ on just its sides, and no other', async () => {
    for (const { about, report, expected } of reports) {
      const { read, meant } = await readAndMeant(report);
      expect([...meant].sort(), about).toEqual([...expected].sort());
      expect(read, about).toEqual(meant);
      expect(report.notices, about).toBeUndefined();
    }
  });

  it('measures nothing but the organ itself', () => {
    for (const { about, report } of reports) {
      const large = /hepatomegaly|splenomegaly/.test(about);
      expect(report.text.match(/\d+ mm/g), about).toEqual(large ? ['187 mm'] : null);
      expect(report.text, about).not.toMatch(/prior|unchanged/);
    }
  });

  it('speaks of every organ as normal that nothing is said of', async () => {
    const { text } = await compose(examOf(() => []));
    const { findings } = await parser.parse(text);
    for (const { organ } of builtInOrgans)
      expect(
        findings.filter((one) => one.organ === organ).map(({ state }) => state),
        organ,
      ).toContain('absent');
    expect(text).toContain('Impression: No abnormality found in the organs that were assessed.');
  });

  it('does not call an organ normal that was removed', async () => {
    const { text, notAssessed } = await compose(
      examOf(({ organ }) => (organ === 'liver' ? ['Surgically absent gallbladder.'] : ['Unremarkable.'])),
    );
    expect(notAssessed).toEqual([{ organ: 'gallbladder', reason: 'missing' }]);
    expect((await parser.parse(text)).findings.filter(({ organ }) => organ === 'gallbladder')).toEqual([]);
  });

  it('says nothing of organs that were not assessed', async () => {
    for (const exam of [{ exam: 'exam', parts: [] }, examOf(() => [], { doubts: ['size'] })]) {
      const { text, notAssessed } = await compose(exam);
      expect(notAssessed).toHaveLength(organParts(builtInOrgans).length);
      expect((await parser.parse(text)).findings).toEqual([]);
    }
  });

  it('holds many findings at once', async () => {
    const all = await compose(
      examOf(({ organ }) => builtInOrgans.find((one) => one.organ === organ)!.findings.map((one) => wordings[0](one))),
    );
    const { read, meant } = await readAndMeant(all);
    expect(meant.size).toBeGreaterThan(everyFinding.length);
    expect(read).toEqual(meant);
    expect(all.impression).toHaveLength(6);
  });
});

describe('a report in a chat model’s words that the rules read back', () => {
  const shown: Readonly<Record<string, string>> = {
    lung_left: 'Pleural effusion.',
    liver: 'Hepatomegaly. Hepatic steatosis.',
    kidney_right: 'Renal cyst.',
    kidney_left: 'Renal cyst.',
    vertebrae: 'Osteopenia.',
  };
  const exam = examOf((part) => (shown[partName(part)] ?? '').split(/(?<=\.) /).filter(Boolean));
  const prose = {
    Lungs: 'There is a small pleural effusion on the left. The right lung is unremarkable.',
    Heart: 'The heart appears normal.',
    Liver: 'The liver shows hepatic steatosis. Hepatomegaly is present, with a craniocaudal extent of 18.7 cm.',
    Kidneys: 'Simple renal cysts are seen in both kidneys.',
    Spine: 'Diffuse osteopenia of the spine.',
  };
  const answered = (change: Partial<typeof prose> = {}) =>
    Object.entries({ ...prose, ...change })
      .map(([title, text]) => `${title}: ${text}`)
      .join('\n');

  it('keeps what says the same', async () => {
    const report = await word(exam, answered());
    for (const [title, text] of Object.entries(prose)) expect(report.text).toContain(`${title}: ${text}\n`);
    expect(report.notices!.map(({ code }) => code)).toEqual(['TFM_WRITE_PROSE_PLAIN']);
    const { read, meant } = await readAndMeant(report);
    expect(read).toEqual(meant);
    expect(meant).toEqual((await readAndMeant(await compose(exam))).meant);
  });

  it.each([
    { Lungs: 'There is a pleural effusion on the right.' },
    { Lungs: 'Bilateral pleural effusions with a 6 mm nodule in the left upper lobe.' },
    { Liver: 'The liver is fatty and enlarged with a 2 cm cyst in segment VII.' },
    { Kidneys: 'Renal cysts in both kidneys, unchanged. Possible hydronephrosis on the left.' },
    { Kidneys: 'The left kidney has a cyst. The right kidney is normal.' },
    { Heart: 'Cardiomegaly. Coronary calcifications cannot be excluded.' },
    { Spine: 'Osteopenia with a compression fracture of L1. There are gallstones.' },
  ])('strikes out what does not: %j', async (change) => {
    const report = await word(exam, answered(change));
    const { read, meant } = await readAndMeant(report);
    expect(read).toEqual(meant);
    expect(meant).toEqual((await readAndMeant(await compose(exam))).meant);
    expect(report.notices!.map(({ code }) => code)).toContain('TFM_WRITE_PROSE_STRUCK');
    expect(report.text.match(/\d+(?:\.\d+)? [cm]m/g)).toHaveLength(1);
  });

  it('stays plain where it is Japanese', async () => {
    const report = await word(
      exam,
      answered({
        Lungs: '左胸水を認めます。',
        Heart: '心臓に異常なし。',
        Liver: '脂肪肝。肝腫大。',
        Kidneys: '両側腎嚢胞。',
        Spine: '骨粗鬆症。',
      }),
    );
    expect(report.text).toBe((await compose(exam)).text);
  });
});
