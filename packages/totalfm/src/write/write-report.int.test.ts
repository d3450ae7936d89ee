import { mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLabels } from '@totalfm/cohorts';
import { silentProgress, tokens, wholeExam, type SeenPart, type WrittenReport } from '@totalfm/core';
import { slots } from '@totalfm/pipeline';
import { expectCodedError } from '@totalfm/testing';
import type { Container } from '@totalfm/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOneExperiment } from '../open-one-experiment.ts';
import { writeFolderCohort } from '../phantom/write-folder-cohort.ts';
import type { Trained } from '../trained/open-trained.ts';
import { writeReport } from './write-report.ts';

/** Says of each part that it is there, and rests on it. */
const reportOf = (parts: readonly SeenPart[]): WrittenReport => ({
  sections: parts.map(({ row }) => ({
    title: row.organ,
    organ: row.organ,
    sentences: [
      {
        text: `There is a stone in the ${row.side ?? ''} ${row.organ} (結石).`,
        organ: row.organ,
        sides: row.side ? [row.side] : [],
        findings: ['renal_stone'],
        evidence: [{ finding: 'renal_stone', pair: row.key, slices: [4, 9], score: 0.4, threshold: 0.2 }],
        from: 'generator',
      },
    ],
  })),
  impression: [],
  notAssessed: [],
  checks: { stated: parts.length, dropped: 0, marked: 0, added: 0 },
  text: 'Unread.',
});

describe('the report of one CT', () => {
  let root: string;
  let container: Container;
  let trained: Pick<Trained, 'dir' | 'experiment' | 'container' | 'checkpoint'>;
  /** A folder that is named after a patient. */
  let scan: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'totalfm-write-'));
    scan = join(root, 'DOE^JANE');
    const opened = await openOneExperiment({
      values: {
        name: 'one',
        cohort: { use: 'phantom', exams: 1, seed: 11, spacing: [8, 8, 10] },
        organs: ['liver', 'kidney'],
        cutter: { use: 'organ-volumes', size: [16, 16, 16] },
      },
    });
    container = opened.container();
    trained = { dir: 'runs/one', experiment: opened.experiment, container, checkpoint: { dir: 'nowhere', id: '1f2e' } };
    const { cohort } = await container.components({ cohort: slots.cohort });
    await writeFolderCohort(cohort, join(root, 'exams'), { progress: silentProgress });
    const [exam] = (await readdir(join(root, 'exams'))).filter((name) => name.startsWith('phantom'));
    await rename(join(root, 'exams', exam), scan);
  });
  afterAll(async () => {
    await container?.dispose();
    await rm(root, { recursive: true, force: true });
  });

  const writer = { generator: 'retrieval', write: async (parts: readonly SeenPart[]) => reportOf(parts) };
  const write = (output: string, segmentation: string | undefined = join(scan, 'segmentation.nii.gz'), by = trained) =>
    writeReport(by, writer, { ct: join(scan, 'ct.nii.gz'), segmentation, output: join(root, output) }, {});

  /** Some components are others. */
  const withComponents = (others: Readonly<Record<string, unknown>>): Container => ({
    ...container,
    components: async (uses) => {
      const components = await container.components(uses);
      return { ...components, ...Object.fromEntries(Object.entries(others).filter(([key]) => key in uses)) };
    },
  });

  it.each(['report.md', 'report.txt', 'report.json', 'report.html', 'REPORT.MD'])(
    '%s is whole, in the words of the generator, with its notice and nothing of the path',
    async (output) => {
      const { json } = await write(output);
      expect(json).toMatchObject({
        generator: 'retrieval',
        checkpoint: '1f2e',
        sections: 3,
        sentences: 3,
        findings: 3,
      });
      const text = await readFile(join(root, output), 'utf8');
      expect(text).toContain('Research software, not for diagnosis.');
      expect(text).toContain('left kidney (結石)');
      expect(text).toContain('retrieval');
      expect(text).not.toMatch(/DOE|JANE|totalfm-write|nii/);
    },
  );

  it('has the organs that the CT shows, and findings by their names', async () => {
    await write('named.json');
    const { report } = JSON.parse(await readFile(join(root, 'named.json'), 'utf8')) as { report: WrittenReport };
    const pairs = report.sections.flatMap(({ sentences }) => sentences[0].evidence.map(({ pair }) => pair));
    expect(pairs).toEqual(['exam/liver', 'exam/kidney_left', 'exam/kidney_right']);
    await write('named.md');
    const text = await readFile(join(root, 'named.md'), 'utf8');
    expect(text).toContain('[^2]: renal stone, kidney left, slices 4–9: score 0.400, threshold 0.200');
    await write('named.html');
    expect((await readFile(join(root, 'named.html'), 'utf8')).match(/<symbol /g)).toHaveLength(18);
  });

  it('has all organs of a model that sees whole scans, with pictures of the scan', async () => {
    const volume = (await container.components({ cutter: slots.cutter })).cutter;
    const whole = withComponents({
      cutter: {
        cut: async (...given: Parameters<typeof volume.cut>) => {
          const [cut] = await volume.cut(...given);
          return [{ ...cut, volume: { ...cut.volume, organ: wholeExam, side: undefined } }];
        },
      },
    });
    const seen: SeenPart[] = [];
    const watching = {
      generator: 'retrieval',
      write: async (parts: readonly SeenPart[]) => {
        seen.push(...parts);
        return reportOf(parts);
      },
    };
    const files = { ct: join(scan, 'ct.nii.gz'), segmentation: join(scan, 'segmentation.nii.gz') };
    const output = join(root, 'whole.html');
    const { json } = await writeReport({ ...trained, container: whole }, watching, { ...files, output }, {});
    expect(json).toMatchObject({ sections: 3 });
    expect(seen.map(({ row }) => row.key)).toEqual(['exam/liver', 'exam/kidney_left', 'exam/kidney_right']);
    expect(new Set(seen.map(({ volume }) => volume)).size).toBe(1);
    expect((await readFile(output, 'utf8')).match(/<symbol /g)).toHaveLength(18);
  });

  it('needs a segmentation where the run makes none, and takes that of a segmenter', async () => {
    const ct = join(scan, 'ct.nii.gz');
    const files = { ct, output: join(root, 'own.txt') };
    const without = writeReport(trained, writer, files, {});
    await expect(without).rejects.toMatchObject({ code: 'TFM_USAGE', where: { option: '--segmentation' } });
    const { files: volumes } = await container.components({ files: tokens.VolumeFiles });
    const segment = () => readLabels(volumes, join(scan, 'segmentation.nii.gz'));
    const own = withComponents({ segmenter: { passthrough: false, segment } });
    expect((await writeReport({ ...trained, container: own }, writer, files, {})).json).toMatchObject({ sections: 3 });
  });

  it('says so where there is nothing to write of, and writes no file', async () => {
    const nothing = withComponents({ cutter: { cut: async () => [] } });
    const work = write('nothing.txt', undefined, { ...trained, container: nothing });
    await expectCodedError(work, 'TFM_WRITE_NOTHING');
    expect(await readdir(root)).not.toContain('nothing.txt');
    await expectCodedError(write('report.pdf'), 'TFM_USAGE');
  });
});
