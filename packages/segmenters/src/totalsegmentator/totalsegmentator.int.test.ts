import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Exam } from '@totalfm/core';
import { labelBoxes, readNifti, writeNifti } from '@totalfm/imaging';
import { describeSegmenter, expectCodedError, testTorso } from '@totalfm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { totalSegmentatorOptions } from './options.ts';
import { createTotalSegmentator } from './totalsegmentator.ts';

const dir = mkdtempSync(join(tmpdir(), 'totalfm-stand-in-'));
const { ct, labelMap } = testTorso();
const exam: Exam = { id: 'exam-1', patient: 'p', split: 'test', ct: async () => ct, report: async () => undefined };

/** Behaves as the real command does: arguments, a progress bar on stderr, a label map with names at `-o`. */
function standIn(name: string, labels: string, body = ''): string {
  const path = join(dir, name);
  writeFileSync(
    path,
    `#!${process.execPath}
const { copyFileSync, existsSync, writeFileSync } = require('node:fs');
const args = process.argv.slice(2);
const [input, output] = [args[args.indexOf('-i') + 1], args[args.indexOf('-o') + 1]];
if (!existsSync(input) || !args.includes('--ml')) process.exit(2);
writeFileSync(${JSON.stringify(join(dir, 'seen.json'))}, JSON.stringify({ args, proxy: process.env.HTTPS_PROXY, input, pid: process.pid }));
process.stderr.write('  0%|          | 0/8\\r 50%|#####     | 4/8\\r');
${body}
copyFileSync(${JSON.stringify(labels)}, output);
`,
  );
  chmodSync(path, 0o755);
  return path;
}

const labelsFile = join(dir, 'labels.nii.gz');
const make = (command: string, options: object = {}, remote: 'allow' | 'refuse' = 'refuse') =>
  createTotalSegmentator(totalSegmentatorOptions.parse({ command, ...options }), { remote });
const seen = () => JSON.parse(readFileSync(join(dir, 'seen.json'), 'utf8')) as Record<string, string & string[]>;

beforeAll(() => writeNifti(labelsFile, labelMap.volume, { names: labelMap.names }));
afterAll(() => rmSync(dir, { recursive: true }));

describeSegmenter('totalsegmentator (a stand-in for the command)', {
  make: () => make(standIn('plain', labelsFile)),
  exam: async () => exam,
});

describe('totalsegmentator', () => {
  it('says what is asked for, leaves no file behind, and lets nothing leave unless it is allowed', async () => {
    const command = standIn('plain', labelsFile);
    const options = { resolution: 'fast', roiSubset: ['liver', 'spleen'], device: 'cpu' };
    await make(command, options).segment(exam, ct);
    const { args, proxy, input } = seen();
    expect(args.slice(4)).toEqual([
      ...['--ml', '--task', 'total', '--device', 'cpu', '--fast', '--roi_subset', 'liver', 'spleen'],
    ]);
    expect([proxy, existsSync(input)]).toEqual(['http://127.0.0.1:9', false]);
    await make(command, {}, 'allow').segment(exam, ct);
    expect(seen().proxy).toBe(process.env.HTTPS_PROXY);
  });

  it('has a code for what goes wrong, with the last that the command said', async () => {
    await expectCodedError(make(join(dir, 'nothing')).segment(exam, ct), 'TFM_TOTALSEGMENTATOR_MISSING');
    const failing = standIn('failing', labelsFile, "console.error('No weights found.'); process.exit(1);");
    await expectCodedError(make(failing).segment(exam, ct), 'TFM_TOTALSEGMENTATOR_FAILED');
    await expect(make(failing).segment(exam, ct)).rejects.toThrow(/code 1: .*No weights found/);
    const silent = standIn('silent', labelsFile, 'process.exit(0);');
    await expectCodedError(make(silent).segment(exam, ct), 'TFM_TOTALSEGMENTATOR_OUTPUT');
  });

  it('stops the command when it is told to', async () => {
    const slow = standIn('slow', labelsFile, 'setInterval(() => {}, 1000); return;');
    const stop = new AbortController();
    const done = make(slow).segment(exam, ct, stop.signal);
    rmSync(join(dir, 'seen.json'), { force: true });
    while (!existsSync(join(dir, 'seen.json'))) await new Promise((resolve) => setTimeout(resolve, 20));
    stop.abort();
    await expectCodedError(done, 'TFM_CANCELLED');
    expect(() => process.kill(Number(seen().pid), 0)).toThrow();
  });
});

const real = join(process.env.TOTALFM_TEST_DATA ?? join(import.meta.dirname, '../../../../../shared/data'), 'ct');

it.skipIf(!existsSync(real))('reads what the real command wrote', async () => {
  const scan = await readNifti(join(real, 'abdomen-3mm/ct.nii.gz'));
  const command = standIn('real', join(real, 'abdomen-3mm/segmentation.nii.gz'));
  const { volume, names } = await make(command).segment(exam, scan);
  expect([labelBoxes(volume).get(5)?.voxels, names.get(5)]).toEqual([38_634, 'liver']);
});
