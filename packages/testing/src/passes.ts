import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';

/** What a forward pass took. */
export interface PassReport {
  readonly seconds: number;
  /** Of processors: other work on the machine counts less. */
  readonly cpuSeconds: number;
  /** Of the whole process, from when all was loaded. */
  readonly peakMb: number;
}

/** A program that does a forward pass for each line on its standard input, and answers with a line of JSON. */
export interface Passes {
  /** Its first line. */
  about<T>(): Promise<T>;
  pass(): Promise<PassReport>;
  end(): void;
}

export function startPasses(command: string, args: readonly string[]): Passes {
  const child = spawn(command, [...args], { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const read = async <T>() => JSON.parse(String((await lines.next()).value)) as T;
  return {
    about: read,
    pass() {
      child.stdin.write('pass\n');
      return read<PassReport>();
    },
    end: () => void child.stdin.end(),
  };
}

/** Is such a program: all is loaded, and `pass` does what is timed. What is beside that, such as writing the result, goes into `after`. */
export async function answerPasses<T>(pass: () => Promise<T>, after: (result: T) => Promise<void>): Promise<void> {
  globalThis.gc?.();
  await writeFile('/proc/self/clear_refs', '5'); // The peak begins anew.
  console.log(JSON.stringify({ loadedMb: await megabytes('VmRSS') }));
  const lines = createInterface(process.stdin)[Symbol.asyncIterator]();
  while (!(await lines.next()).done) {
    const [start, cpu] = [performance.now(), process.cpuUsage()];
    const result = await pass();
    const { user, system } = process.cpuUsage(cpu);
    const seconds = (performance.now() - start) / 1000;
    await after(result);
    console.log(JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6, peakMb: await megabytes('VmHWM') }));
  }
}

async function megabytes(line: 'VmRSS' | 'VmHWM'): Promise<number> {
  return Number(new RegExp(`${line}:\\s*(\\d+)`).exec(await readFile('/proc/self/status', 'utf8'))?.[1]) / 1024;
}

/** Both programs in turns, after a round to warm up: medians of ours as a share of theirs, and the first round of each. */
export async function takeTurns(ours: Passes, theirs: Passes, rounds: number) {
  const measured: (readonly [ours: PassReport, theirs: PassReport])[] = [];
  for (let round = 0; round <= rounds; round++) measured.push([await ours.pass(), await theirs.pass()]);
  measured.shift();
  const ratio = (of: keyof PassReport) => median(measured.map(([own, other]) => own[of] / other[of]));
  return {
    ratios: { seconds: ratio('seconds'), cpuSeconds: ratio('cpuSeconds'), peakMb: ratio('peakMb') },
    ours: measured[0][0],
    theirs: measured[0][1],
  };
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1];

/** How near vectors of length 1 are that two programs wrote as float32. */
export async function vectorsAgree(ourFile: string, theirFile: string) {
  const [ours, theirs] = await Promise.all(
    [ourFile, theirFile].map(async (file) => new Float32Array(new Uint8Array(await readFile(file)).buffer)),
  );
  const largest = Math.max(...theirs.map(Math.abs));
  return {
    cosine: ours.reduce((sum, value, index) => sum + value * theirs[index], 0),
    relativeError: Math.max(...ours.map((value, index) => Math.abs(value - theirs[index]))) / largest,
  };
}
