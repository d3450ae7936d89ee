import { execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { memoryCourse, type MemoryCourse, type MemorySample } from './memory-slope.ts';

const bin = fileURLToPath(new URL('../../bin/totalfm.js', import.meta.url));

export interface MeasuredCommand {
  /** What `--json` printed. */
  readonly output: Readonly<Record<string, unknown>>;
  readonly seconds: number;
  readonly memory: MemoryCourse;
}

/**
 * Runs the built command with `--json` as a process of its own, and samples its resident memory twice a second. `heap` are the
 * megabytes that its objects may take: without a limit V8 leaves garbage lying. Throws where it fails.
 */
export async function runCommand(
  args: readonly string[],
  { cwd, heap }: { readonly cwd: string; readonly heap: number },
): Promise<MeasuredCommand> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const env = { ...process.env, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --max-old-space-size=${heap}` };
  const child = spawn(process.execPath, [bin, ...args, '--json'], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr = (stderr + data.toString()).slice(-4000)));
  const samples: MemorySample[] = [];
  const sampling = setInterval(() => {
    void residentMb(child.pid as number).then((mb) => mb !== undefined && samples.push({ seconds: seconds(), mb }));
  }, 500);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(sampling);
  if (code !== 0) throw new Error(`totalfm ${args.join(' ')} ended with ${code}:\n${stderr}`);
  return {
    output: JSON.parse(stdout) as MeasuredCommand['output'],
    seconds: seconds(),
    memory: memoryCourse(samples),
  };
}

/** Undefined of a process that has just ended. */
const residentMb = (pid: number): Promise<number | undefined> =>
  promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]).then(
    ({ stdout }) => Number(stdout) / 1024,
    () => undefined,
  );
