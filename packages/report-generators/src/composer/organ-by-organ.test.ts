import {
  silentProgress,
  type Anatomy,
  type CalibrationExam,
  type DescribedPart,
  type Embedder,
  type FindingState,
  type OptionsOf,
  type OrganPart,
  type OrganVolume,
  type PairRow,
  type ReportComposer,
  type WrittenReport,
} from '@totalfm/core';
import { plainParser, storedVolume, testAnatomy, testOrgans, testPairs } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { organByOrgan } from './organ-by-organ.ts';

const [liver] = testOrgans;
const spleen = {
  ...liver,
  organ: 'spleen',
  name: 'spleen',
  findings: [{ ...liver.findings[1], id: 'splenomegaly', name: 'splenomegaly' }],
  normal: ['The spleen is normal.'],
};
const anatomy: Anatomy = { organs: [...testAnatomy.organs, spleen] };
const axes = ['hepatic_cyst', 'hepatomegaly', 'renal_cyst', 'renal_stone', 'splenomegaly'];

/** Finding i lies on axis i: a volume's score of it is twice what it holds there (in thousandths of an HU), less the rest. */
const embedder: Embedder = {
  width: axes.length,
  scale: 1,
  bias: 0,
  embedVolumes: async (volumes) =>
    volumes.map(({ hu }) => Float32Array.from(hu.subarray(0, axes.length), (v) => v / 1000)),
  embedTexts: async (texts) =>
    texts.map((text) => {
      const at = axes.findIndex((id) => text.includes(id.replace('_', ' ')));
      const vector = new Float32Array(axes.length);
      if (at >= 0) vector[at] = /\bno\b/i.test(text) ? -1 : 1;
      return vector;
    }),
  dispose: async () => {},
};

const [{ row: someRow, volume: someVolume }] = testPairs({ exams: 1 });

interface Given extends OrganPart {
  readonly says?: readonly string[];
  readonly sees?: Readonly<Record<string, number>>;
  readonly confidence?: Readonly<Record<string, number>>;
  readonly states?: Readonly<Record<string, FindingState>>;
  readonly row?: Partial<PairRow>;
}

function part(
  { says = [], sees = {}, confidence, states = {}, row, ...of }: Given,
  exam = 'exam',
): DescribedPart & { readonly row: PairRow } {
  const hu = new Int16Array(someVolume.hu.length);
  axes.forEach((id, at) => (hu[at] = 1000 * (sees[id] ?? -0.5)));
  const key = `${exam}/${of.organ}${of.side ? `_${of.side}` : ''}`;
  const plain = { ...someRow, side: of.side, cutBy: [], doubts: [] };
  return {
    row: { ...plain, ...of, key, exam, patient: exam, states, ...row },
    volume: { ...someVolume, ...of, hu },
    said: { sentences: says, ...(confidence && { confidence }) },
  };
}

/** Exams of which a generator is right four times in five, and the score nine times in ten. */
const validation = Array.from({ length: 40 }, (_, index): CalibrationExam => {
  const exam = `v${index}`;
  const there = index % 4 === 0;
  const said = index % 5 === 4 ? !there : there;
  const seen = (index * 7) % 10 === 9 ? !there : there;
  const sees = (id: string) => ({ [id]: (seen ? 0.4 : -0.4) + 0.01 * (index % 7) });
  const states = (id: string) => ({ [id]: there ? ('present' as const) : ('absent' as const) });
  return {
    exam,
    parts: [
      part(
        {
          organ: 'liver',
          says: said ? ['Hepatic cyst.'] : [],
          sees: sees('hepatic_cyst'),
          states: states('hepatic_cyst'),
        },
        exam,
      ),
      part(
        {
          organ: 'kidney',
          side: 'left',
          says: said ? ['Renal cyst.'] : [],
          sees: sees('renal_cyst'),
          states: states('renal_cyst'),
        },
        exam,
      ),
      part(
        {
          organ: 'spleen',
          says: said ? ['Splenomegaly.'] : [],
          sees: sees('splenomegaly'),
          states: states('splenomegaly'),
        },
        exam,
      ),
    ],
  };
});

const defaults = organByOrgan.options.parse({ slabs: 0 });
const { parse } = plainParser(anatomy);

async function compose(
  given: readonly Given[],
  options: Partial<OptionsOf<typeof organByOrgan.options>> = {},
  model = embedder,
): Promise<WrittenReport> {
  const composer = (await organByOrgan.create({
    options: { ...defaults, ...options },
    needs: {},
    references: {},
  })) as ReportComposer;
  const exams = (async function* () {
    yield* validation;
  })();
  const context = { anatomy, embedder: model, parse, validation: exams, seed: 0, progress: silentProgress };
  const calibrated = await composer.calibrate(context);
  const parts = given.map((one) => ({ ...part(one), row: storedVolume(part(one)).row }));
  return calibrated.compose({ exam: 'exam', parts });
}

const whole: readonly Given[] = [
  { organ: 'liver' },
  { organ: 'kidney', side: 'left' },
  { organ: 'kidney', side: 'right' },
  { organ: 'spleen' },
];
const withParts = (...changed: Given[]) =>
  whole.map((one) => changed.find(({ organ, side }) => organ === one.organ && side === one.side) ?? one);
const linesOf = ({ text }: WrittenReport) => text.trimEnd().split('\n');
const lineOf = (report: WrittenReport, title: string) => linesOf(report).find((line) => line.startsWith(title));

describe('the self-check', () => {
  const stated = { organ: 'liver', says: ['There is a hepatic cyst.'] };
  const seen = { hepatic_cyst: 0.5 };

  it('drops what the contrastive model does not see, or marks it, or lets it be', async () => {
    const dropped = await compose(withParts(stated));
    expect(dropped.checks).toEqual({ stated: 1, dropped: 1, marked: 0, added: 0 });
    expect(lineOf(dropped, 'Liver')).toBe('Liver: The liver is unremarkable.');
    const marked = await compose(withParts(stated), { selfCheck: 'mark' });
    expect(marked.checks).toEqual({ stated: 1, dropped: 0, marked: 1, added: 0 });
    expect(marked.sections[0].sentences[0]).toMatchObject({ unsupported: true, findings: ['hepatic_cyst'] });
    const off = await compose(withParts(stated), { selfCheck: 'off' });
    expect(off.checks).toEqual({ stated: 1, dropped: 0, marked: 0, added: 0 });
    expect(off.sections[0].sentences[0].unsupported).toBeUndefined();
  });

  it('adds what it is sure of and the text passes over, and asks for less of what was said', async () => {
    const added = await compose(withParts({ organ: 'liver', says: ['The liver is normal.'], sees: seen }));
    expect(added.checks).toEqual({ stated: 0, dropped: 0, marked: 0, added: 1 });
    const [sentence] = added.sections[0].sentences;
    expect(sentence).toMatchObject({ text: 'Hepatic cyst.', from: 'check', findings: ['hepatic_cyst'] });
    expect(added.sections[0].sentences).toHaveLength(1);
    const kept = await compose(withParts({ ...stated, sees: seen }));
    expect(kept.sections[0].sentences[0]).toMatchObject({ text: 'There is a hepatic cyst.', from: 'generator' });
    expect(kept.sections[0].sentences[0].evidence[0].threshold).toBeLessThan(sentence.evidence[0].threshold);
    const off = await compose(withParts({ organ: 'liver', sees: seen }), { selfCheck: 'off' });
    expect(off.checks.added).toBe(0);
  });

  it('keeps of a sentence what is supported, in plain words', async () => {
    const report = await compose(withParts({ organ: 'liver', says: ['Hepatic cyst and hepatomegaly.'], sees: seen }));
    expect(lineOf(report, 'Liver')).toBe('Liver: Hepatic cyst.');
    expect(report.checks).toMatchObject({ stated: 2, dropped: 1 });
  });
});

describe('sentences', () => {
  const cyst = { sees: { renal_cyst: 0.5 } };

  it('name their side, and both sides are said at once where they agree', async () => {
    const left = { organ: 'kidney', side: 'left', says: ['There is a renal cyst.'], ...cyst } as const;
    const one = await compose(withParts(left));
    expect(lineOf(one, 'Kidneys')).toBe(
      'Kidneys: There is a renal cyst on the left. The right kidney is unremarkable.',
    );
    const both = await compose(withParts(left, { ...left, side: 'right' }));
    expect(lineOf(both, 'Kidneys')).toBe('Kidneys: Renal cyst on both sides.');
    expect(both.sections[2].sentences[0]).toMatchObject({ sides: ['left', 'right'], from: 'generator' });
    expect(both.sections[2].sentences[0].evidence.map(({ pair }) => pair).sort()).toEqual([
      'exam/kidney_left',
      'exam/kidney_right',
    ]);
    expect(both.impression).toEqual(['Renal cyst on both sides.']);
    expect(lineOf(await compose(whole), 'Kidneys')).toBe('Kidneys: Both kidneys are unremarkable.');
  });

  it('that deny findings stay where nothing contradicts them', async () => {
    const report = await compose(
      withParts(
        { organ: 'kidney', side: 'left', says: ['No renal stone.', 'The left kidney is normal.'], ...cyst },
        { organ: 'kidney', side: 'right', says: ['No renal stone.', 'No renal cyst.'] },
      ),
    );
    expect(lineOf(report, 'Kidneys')).toBe('Kidneys: Renal cyst on the left. No renal stone.');
  });

  it('about other organs and hedges are left out, and the former noticed', async () => {
    const report = await compose(
      withParts({
        organ: 'liver',
        says: ['Renal cyst.', 'The spleen is normal.', 'Possible hepatic cyst.', 'Mumble.'],
      }),
    );
    expect(lineOf(report, 'Liver')).toBe('Liver: The liver is unremarkable.');
    expect(report.notices).toMatchObject([{ code: 'TFM_WRITE_OFF_TOPIC', where: { exam: 'exam' } }]);
    expect(report.notices![0].message).toContain('2 sentences');
    expect(report.checks.stated).toBe(0);
  });

  it('lose sizes and comparisons, and have the organ’s own extent where an organ is large', async () => {
    const report = await compose(
      withParts(
        { organ: 'liver', says: ['A 12 mm hepatic cyst, unchanged from prior.'], sees: { hepatic_cyst: 0.5 } },
        {
          organ: 'spleen',
          says: ['Splenomegaly, 15.3 cm.'],
          sees: { splenomegaly: 0.5 },
          row: { organExtentMm: [80, 70, 151.6] },
        },
      ),
    );
    expect(lineOf(report, 'Liver')).toBe('Liver: A hepatic cyst.');
    expect(lineOf(report, 'Spleen')).toBe('Spleen: Splenomegaly, with a craniocaudal extent of 152 mm.');
    expect(report.sections.flatMap(({ sentences }) => sentences).map(({ sizeMm }) => sizeMm)).toContain(152);
  });

  it('tell no extent of an organ that nobody measured', async () => {
    const row = { organExtentMm: [0, 0, 0] } as const;
    const large = { organ: 'spleen', says: ['Splenomegaly, 15.3 cm.'], sees: { splenomegaly: 0.5 }, row };
    expect(lineOf(await compose(withParts(large)), 'Spleen')).toBe('Spleen: Splenomegaly.');
  });
});

describe('what was not assessed', () => {
  it('is never normal: missing, cut by the scan, or of a mask in doubt', async () => {
    const report = await compose([
      { organ: 'liver', says: ['The liver is normal.'], row: { cutBy: ['superior'] } },
      { organ: 'kidney', side: 'left', says: ['No renal cyst.'], row: { doubts: ['pieces'] } },
    ]);
    expect(report.notAssessed).toEqual([
      { organ: 'liver', reason: 'cut' },
      { organ: 'kidney', side: 'left', reason: 'doubted' },
      { organ: 'kidney', side: 'right', reason: 'missing' },
      { organ: 'spleen', reason: 'missing' },
    ]);
    expect(linesOf(report)).toEqual([
      'Liver: The liver was not assessed (cut by the edge of the scan).',
      'Spleen: The spleen was not assessed (not found in the scan).',
      'Kidneys: The right kidney was not assessed (not found in the scan). The left kidney was not assessed (not outlined reliably).',
      'Impression: No abnormality found in the organs that were assessed.',
    ]);
  });

  it('may show findings all the same, unless the scan lies wrongly', async () => {
    const seen = { organ: 'liver', says: ['Hepatic cyst.'], sees: { hepatic_cyst: 0.5 } };
    const cut = await compose(withParts({ ...seen, row: { cutBy: ['superior'] } }));
    expect(lineOf(cut, 'Liver')).toBe(
      'Liver: Hepatic cyst. The liver was not assessed otherwise (cut by the edge of the scan).',
    );
    const astray = await compose(withParts({ ...seen, row: { doubts: ['scan'] } }));
    expect(lineOf(astray, 'Liver')).toBe('Liver: The liver was not assessed (not outlined reliably).');
    expect(astray.checks).toMatchObject({ stated: 1, dropped: 1 });
  });

  it('is not what every scan cuts', async () => {
    const cut = withParts({ organ: 'liver', row: { cutBy: ['superior'] } });
    expect((await compose(cut, { mayBeCut: ['liver'] })).notAssessed).toEqual([]);
  });
});

describe('evidence', () => {
  it('is the slices without which the score falls most', async () => {
    // The brightest voxel of a slab shows the cyst.
    const brightest = (volume: OrganVolume) => Float32Array.of(Math.max(...volume.hu) / 1000, 0, 0, 0, 0);
    const model: Embedder = { ...embedder, embedVolumes: async (volumes) => volumes.map(brightest) };
    const given = part({ organ: 'liver', says: ['Hepatic cyst.'] });
    const hu = new Int16Array(given.volume.hu.length).fill(-100);
    const [x, y] = given.volume.size;
    hu[2 * x * y + 3] = 900;
    const composer = (await organByOrgan.create({
      options: { ...defaults, slabs: 4, selfCheck: 'off' },
      needs: {},
      references: {},
    })) as ReportComposer;
    const none = (async function* () {})();
    const calibrated = await composer.calibrate({
      anatomy,
      embedder: model,
      parse,
      validation: none,
      seed: 0,
      progress: silentProgress,
    });
    const { sections } = await calibrated.compose({
      exam: 'exam',
      parts: [{ ...given, volume: { ...given.volume, hu } }],
    });
    const [{ evidence }] = sections[0].sentences;
    expect(evidence).toMatchObject([{ finding: 'hepatic_cyst', pair: 'exam/liver', slices: [2, 2] }]);
    expect(given.volume.size[2]).toBe(4);
  });
});

describe('the impression', () => {
  it('has the most important findings first, and no more than it may', async () => {
    const all = axes.map((id) => [id, 0.5] as const);
    const seen = withParts(...whole.map((one) => ({ ...one, sees: Object.fromEntries(all) })));
    const { impression } = await compose(seen, { impression: 2 });
    expect(impression).toHaveLength(2);
    expect(impression).not.toContain('Renal cyst on both sides.');
    expect((await compose(seen)).impression.at(-1)).toMatch(/cyst/);
  });
});

it('is of organs: a whole exam is asked about each of them', async () => {
  await expect(compose([{ organ: 'exam' }])).rejects.toMatchObject({ code: 'TFM_WRITE_NO_ORGAN' });
});
