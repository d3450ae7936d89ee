/** Memory of reading a file of weights once, in a process of its own: `weights-once.ts FILE`. */
import { readFile } from 'node:fs/promises';
import { readWeights } from '../weights/index.ts';
import type { ReadOnceReport } from './weights.ts';

/** Largest resident memory of this process. */
const peak = async () => Number(/VmHWM:\s*(\d+)/.exec(await readFile('/proc/self/status', 'utf8'))?.[1]) / 1024;

const before = await peak();
const tensors = await readWeights(process.argv[2]);
const bytes = Object.values(tensors).reduce((sum, { data }) => sum + data.byteLength, 0);
const report: ReadOnceReport = { tensorMegabytes: bytes / 2 ** 20, usedMegabytes: (await peak()) - before };
console.log(JSON.stringify(report));
