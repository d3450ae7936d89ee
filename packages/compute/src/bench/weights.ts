import { readWeights } from '../weights/index.ts';
import { median } from './median.ts';
import { runScript } from './run-script.ts';
import { startTorchLoad, torchPython } from './torch-load.ts';

/** What a process that reads a file once needs. */
export interface ReadOnceReport {
  readonly tensorMegabytes: number;
  /** Largest resident memory, less that before the file was read. */
  readonly usedMegabytes: number;
}

/** `readWeights` and `torch.load` of one file, in turns, so that both see the same machine; and the memory of one reading. */
export async function measureWeights({ megabytes = 500, rounds = 8, type = 'float32' as const } = {}) {
  if (!torchPython) return { skipped: 'set TOTALFM_TRANSFORMERS_PYTHON to a Python that has PyTorch' };
  const torch = await startTorchLoad(torchPython, megabytes, type);
  const ours = async () => {
    const start = performance.now();
    await readWeights(torch.file);
    return performance.now() - start;
  };
  try {
    await ours();
    await torch.load();
    const pairs: [ours: number, theirs: number][] = [];
    for (let round = 0; round < rounds; round++) pairs.push([await ours(), await torch.load()]);
    return {
      torch: torch.about,
      ourMilliseconds: median(pairs.map(([own]) => own)),
      torchMilliseconds: median(pairs.map(([, theirs]) => theirs)),
      ratio: median(pairs.map(([own, theirs]) => own / theirs)),
      ratios: pairs.map(([own, theirs]) => Number((own / theirs).toFixed(2))),
      memory: await runScript<ReadOnceReport>('weights-once.ts', torch.file),
    };
  } finally {
    await torch.end();
  }
}
