/** Peak memory of one segmentation in a process of its own, less the scan and its labels: `memory-once.ts MODEL PLANES`. */
import { readFile } from 'node:fs/promises';
import { examOf, openSegmenter } from '../../test/nnunet/agreement.ts';
import { scanOf } from './measure.ts';

const [model, planes] = process.argv.slice(2);
const peak = async () => Number(/VmHWM:\s*(\d+)/.exec(await readFile('/proc/self/status', 'utf8'))?.[1]) / 1024;
const segmenter = openSegmenter({ model, crop: 'none' });
const small = scanOf([48, 40, 32], [1.5, 2, 3]);
await segmenter.segment(examOf(small), small);
const before = await peak();
const ct = scanOf([96, 80, Number(planes)], [1.5, 2, 3]);
await segmenter.segment(examOf(ct), ct);
process.stdout.write(`${((await peak()) - before).toFixed(1)}\n`);
await segmenter.dispose();
