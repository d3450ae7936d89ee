import { spawn } from 'node:child_process';
import { openSync, closeSync, existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin, jsonOf, totalfm } from './support/cli.ts';

const cwd = mkdtempSync(join(tmpdir(), 'totalfm-stdout-'));

/** Prints in every way that Node has, in the main thread and in one of its own, as soon as it is loaded. */
const noisyPlugin = `
import { once } from 'node:events';
import { Worker, isMainThread } from 'node:worker_threads';
export const plugin = { kind: 'plugin', name: 'noisy', apiVersion: '^1.0.0', components: [] };
console.log('static of console.log');
console.info('static of console.info');
console.table([{ static: 'of console.table' }]);
process.stdout.write('static of write\\n');
process.stdout.write(new Uint8Array([115, 116, 97, 116, 105, 99]), () => {});
if (isMainThread) await once(new Worker("console.log('static of a thread'); process.stdout.write('more')", { eval: true }), 'exit');
`;

describe('stdout with --json', () => {
  it('holds the result alone, whatever a plugin and its threads print', async () => {
    writeFileSync(join(cwd, 'noisy.mjs'), noisyPlugin);
    const result = await totalfm(['components', '--plugin', './noisy.mjs', '--json'], { cwd });
    expect(result.code).toBe(0);
    expect(jsonOf(result)).toBeTruthy();
    expect(result.stdout).not.toContain('static of');
    for (const what of ['console.log', 'console.info', 'write', 'a thread'])
      expect(result.stderr).toContain(`static of ${what}`);
    expect((await totalfm(['components', '--plugin', './noisy.mjs'], { cwd })).stdout).not.toContain('static of');
  });

  it('holds the error alone where the command fails', async () => {
    writeFileSync(join(cwd, 'broken.yaml'), "plugins: ['./noisy.mjs']\nsed: 1\ncohort: { use: phantom }\n");
    const result = await totalfm(['config', 'show', 'broken.yaml', '--json'], { cwd });
    expect(result.code).toBe(2);
    expect(jsonOf(result)).toMatchObject({ error: { code: 'TFM_EXPERIMENT_KEY' } });
  });
});

describe('stdout with --json and a provider that refuses', () => {
  let status = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(status, { 'content-type': 'text/plain' }).end('spoilt'));
  });
  beforeAll(() => new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening)));
  afterAll(() => server.close());

  it.each([404, 429])('is JSON: Ollama, %i', async (refusal) => {
    status = refusal;
    writeFileSync(join(cwd, 'report.txt'), 'There is a cyst in the left kidney.');
    writeFileSync(
      join(cwd, 'by-model.yaml'),
      `plugins: ['@totalfm/plugin-llm-ollama']
models: { local: { use: ollama, model: test, url: 'http://127.0.0.1:${(server.address() as AddressInfo).port}' } }
cohort: { use: folder, root: exams }
parser: { use: llm, model: $local, retries: 0, backoffSeconds: 0.01 }
`,
    );
    const result = await totalfm(['parse', 'report.txt', '--experiment', 'by-model.yaml', '--json'], { cwd });
    expect(jsonOf(result)).toMatchObject({ reports: 1, warnings: { TFM_LLM_FALLBACK: 1 } });
    expect(result.stderr).not.toMatch(/spoilt|Getting text/);
  });
});

/** Ends of a command whose readers are gone before it says anything. */
function unread(args: readonly string[], { andStderr = false } = {}): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, [bin, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  child.stdout.destroy();
  if (andStderr) child.stderr.destroy();
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stderr })));
}

describe('a pipe that nobody reads', () => {
  it.each([
    [['--help']],
    [['run', '--help']],
    [['components']],
    [['components', '--json']],
    [['config', 'schema']],
    [['phantom', '--out', 'phantoms', '--exams', '1']],
    [['parse', 'report.txt', '--json']],
  ])('ends %j quietly, with exit code 0', async (args) => {
    const { code, stderr } = await unread(args);
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/EPIPE|error/i);
  });

  it('does not turn a failure into success, and takes no message with it', async () => {
    expect((await unread(['config', 'show', 'missing.yaml', '--json'])).code).toBe(2);
    expect((await unread(['config', 'show', 'missing.yaml'], { andStderr: true })).code).toBe(2);
    expect((await unread(['phantom', '--out', 'more-phantoms', '--exams', '1'], { andStderr: true })).code).toBe(0);
  });

  it.skipIf(!existsSync('/dev/full'))('is not a full disk, which is an error', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [bin, 'components'], { cwd, stdio: ['ignore', full, 'pipe'] });
    let stderr = '';
    child.stderr?.on('data', (data: Buffer) => (stderr += data.toString()));
    const code = await new Promise((resolve) => child.on('close', resolve));
    closeSync(full);
    expect([code, stderr]).toEqual([1, expect.stringContaining('TFM_DISK_FULL')]);
  });
});
