/**
 * An organ is a list of words: whoever installs one gets neither tfjs nor LangChain, and its types are there all the
 * same. Packs core and a plugin, installs the packs into an empty folder outside of the workspace, and looks. Run
 * after a build.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packPackages, writeConsumer } from './consumer.ts';

const plugin = '@totalfm/plugin-organ-thyroid';
const heavy = ['@tensorflow', '@langchain'];

const root = process.cwd();
const scratch = mkdtempSync(join(tmpdir(), 'totalfm-organ-'));
const run = (command: string, args: readonly string[]) =>
  execFileSync(command, args, { cwd: scratch, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const installed = (name: string) => join(scratch, 'node_modules', name);

const consumer = `import { tokens, type Segmenter, type Token } from '@totalfm/core';
import { thyroid } from '${plugin}';

export const segmenter: Token<Segmenter> = tokens.Segmenter;
export const organ: 'organ' = thyroid.kind;
// @ts-expect-error An organ's id is a text: the types are the packages' own, not \`any\`.
export const id: number = thyroid.organ;
`;

/** The types of a consumer: errors in its own code and in ours. Those of tfjs do not pass a check of libraries themselves. */
function checkTypes(skipLibCheck: boolean): void {
  const base = { module: 'ESNext', moduleResolution: 'Bundler', target: 'ES2022', strict: true, noEmit: true };
  const compilerOptions = { ...base, lib: ['ES2023', 'DOM'], types: [], skipLibCheck };
  writeFileSync(join(scratch, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['consumer.ts'] }));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', scratch], { cwd: scratch, encoding: 'utf8' });
  const errors = stdout.split('\n').filter((line) => /^(consumer\.ts|node_modules\/@totalfm\/)/.test(line));
  if (errors.length > 0) throw new Error(errors.join('\n'));
}

try {
  const packs = packPackages(root, scratch);
  const wanted = ['@totalfm/core', plugin].map((name) => [name, `./${packs.get(name)}`] as const);
  writeConsumer(scratch, wanted);
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline']);
  const unwanted = heavy.filter((scope) => existsSync(installed(scope)));
  if (unwanted.length > 0) throw new Error(`${plugin} installs ${unwanted.join(' and ')}`);

  run(process.execPath, ['--input-type=module', '-e', `await import(${JSON.stringify(plugin)})`]);
  writeFileSync(join(scratch, 'consumer.ts'), consumer);
  checkTypes(true);

  for (const scope of heavy) symlinkSync(join(root, 'node_modules', scope), installed(scope));
  checkTypes(false);
  console.log(`${plugin}: neither ${heavy.join(' nor ')}, imported, and its types are there without and with them`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
