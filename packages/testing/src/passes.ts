import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
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
interface Passes {
  /** Its first line. */
  about<T>(): Promise<T>;
  pass(): Promise<PassReport>;
  end(): void;
}

function startPasses(command: string, args: readonly string[]): Passes {
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
async function takeTurns(ours: Passes, theirs: Passes, rounds: number) {
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

/** Two programs that write their vectors as float32 into files of one folder. */
export interface Compared {
  /** A script of ours with its arguments, run as this process is. */
  readonly ours: readonly string[];
  readonly theirs: readonly [command: string, ...args: string[]];
  readonly dir: string;
  readonly rounds: number;
}

/** Starts both, theirs first, and lets them take turns: times and memory, and how near `ours.f32` and `latents.f32` are at the end. */
export async function comparePasses({ ours, theirs: [command, ...args], dir, rounds }: Compared) {
  const them = startPasses(command, args);
  const theirsLoaded = await them.about<object>();
  const us = startPasses(process.execPath, ['--expose-gc', ...process.execArgv, ...ours]);
  const oursLoaded = await us.about<object>();
  const turns = await takeTurns(us, them, rounds);
  us.end();
  them.end();
  return {
    load: loadavg()[0],
    ...turns,
    ours: { ...oursLoaded, ...turns.ours },
    theirs: { ...theirsLoaded, ...turns.theirs },
    vectors: await vectorsAgree(join(dir, 'ours.f32'), join(dir, 'latents.f32')),
  };
}

/** Prints what `compare` finds, as JSON; its folder goes afterwards. Rounds are the first argument of this process, or 3. */
export async function printComparison(
  name: string,
  compare: (dir: string, rounds: number) => Promise<object>,
): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), `totalfm-${name}-`));
  try {
    console.log(JSON.stringify(await compare(dir, Number(process.argv[2] ?? 3)), undefined, 2));
  } finally {
    await rm(dir, { recursive: true });
  }
}

/** How near vectors of length 1 are that two programs wrote as float32. */
async function vectorsAgree(ourFile: string, theirFile: string) {
  const [ours, theirs] = await Promise.all(
    [ourFile, theirFile].map(async (file) => new Float32Array(new Uint8Array(await readFile(file)).buffer)),
  );
  const largest = Math.max(...theirs.map(Math.abs));
  return {
    cosine: ours.reduce((sum, value, index) => sum + value * theirs[index], 0),
    relativeError: Math.max(...ours.map((value, index) => Math.abs(value - theirs[index]))) / largest,
  };
}
