import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRegistry, loadExperiments, type Pipeline, type Stage } from '@totalfm/runtime';
import type { AnyComponent, Plugin } from '@totalfm/core';
import type { Command } from 'commander';
import ts from 'typescript';
import { parseAllDocuments, type Document } from 'yaml';
import { afterAll, describe, expect, it } from 'vitest';
import { loadBuiltIns, loadProgram } from '../src/built-ins.ts';
import { createProgram } from '../src/program.ts';
import { root } from './support/cli.ts';
import { docBlocks } from './support/doc-blocks.ts';

/** What a block of the documentation may make. */
type Exported = Plugin | AnyComponent | Pipeline | Stage;

const builtIns = await loadBuiltIns();
const program = { ...(await loadProgram()), pluginFolders: [root] };
const load = (file: string, set: readonly string[] = []) => loadExperiments({ file, set }, program);

describe('experiments', () => {
  const dir = mkdtempSync(join(tmpdir(), 'totalfm-docs-'));
  cpSync(join(root, 'experiments'), dir, { recursive: true });
  afterAll(() => rmSync(dir, { recursive: true }));

  it.each(readdirSync(join(root, 'experiments')))('%s resolves, and so does what it resolves to', async (name) => {
    const demo = join(dir, 'runs/demo');
    mkdirSync(demo, { recursive: true });
    const {
      experiments: [trained],
    } = await load(join(dir, 'demo.yaml'));
    writeFileSync(join(demo, 'experiment.json'), JSON.stringify(trained));
    const set = ['folder.yaml', 'dicom.yaml'].includes(name) ? [`from=${demo}`, `cohort.root=${dir}`] : [];
    const { experiments } = await load(join(dir, name), set);
    // A rotation over findings, one for each fold; shares of reports; seeds.
    expect(experiments).toHaveLength(
      (
        {
          'unseen.yaml': 5,
          'few-reports.yaml': 8,
          'evidence.yaml': 3,
          'evidence-steps.yaml': 12,
          'whole-volume-steps.yaml': 12,
        } as Record<string, number>
      )[name] ?? 1,
    );
    writeFileSync(join(dir, 'resolved.json'), JSON.stringify(experiments[0]));
    expect((await load(join(dir, 'resolved.json'))).experiments).toEqual(experiments.slice(0, 1));
  });

  it.each(docBlocks('yaml').map((block) => [block.place, block.text] as const))('%s resolves', async (_place, text) => {
    const file = join(dir, 'block.yaml');
    writeFileSync(file, text);
    expect((await load(file)).experiments.length).toBeGreaterThan(0);
  });
});

describe('commands in the documentation', () => {
  const commands = createProgram();
  const scripts = Object.keys(
    (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }).scripts,
  );
  const lines = docBlocks('bash').flatMap(({ place, text }) =>
    text
      .split('\n')
      .flatMap((line) => line.replace(/\s#.*$/, '').split('&&'))
      .map((command) => command.trim())
      .filter(Boolean)
      .map((command) => [place, command] as const),
  );

  it.each(lines)('%s: %s', (_place, command) => {
    const [first, second, ...rest] = words(command);
    if (first === 'totalfm') return checkCommand(commands, [second, ...rest]);
    if (first === 'npm')
      return second === 'run' ? expect(scripts).toContain(rest[0]) : expect(['ci', 'test']).toContain(second);
    if (first === 'npx' && second === 'tsx') return expect(existsSync(join(root, rest[0]))).toBe(true);
    if (first === 'npx' && second === 'nx') return expect(['affected', 'run-many']).toContain(rest[0]);
    if (first === 'npx' && second === 'vitest') return expect(['run', 'bench', 'related']).toContain(rest[0]);
    if (first === 'bash') return expect(existsSync(join(root, second))).toBe(true);
    expect.fail(`nothing checks this command: ${command}`);
  });
});

/** Words as a shell splits them: quotes keep words together. */
const words = (command: string) =>
  [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3]);

/** The subcommand exists, knows every option, and gets the arguments that it needs. */
function checkCommand(command: Command, args: readonly string[]): void {
  const inner = command.commands.find((candidate) => candidate.name() === args[0]);
  if (inner) return checkCommand(inner, args.slice(1));
  const given: string[] = [];
  for (let index = 0; index < args.length; index++) {
    if (!args[index].startsWith('-')) {
      given.push(args[index]);
      continue;
    }
    const option = command.options.find(({ short, long }) => short === args[index] || long === args[index]);
    expect(option, `${command.name()} ${args[index]}`).toBeDefined();
    if (option?.required) index++;
  }
  expect(given.length).toBeGreaterThanOrEqual(command.registeredArguments.filter(({ required }) => required).length);
  expect(command.registeredArguments.length, `${command.name()} is a command`).toBeGreaterThanOrEqual(
    Math.min(given.length, 1),
  );
}

describe('examples of schedulers', () => {
  const machines = join(root, 'docs/machines');

  it('slurm.sh submits a list, shares that wait for it, and a join that waits for them', () => {
    const bin = mkdtempSync(join(tmpdir(), 'totalfm-slurm-'));
    const sbatch = `#!/bin/sh\necho "$@" >> ${bin}/submitted\nwc -l < ${bin}/submitted\n`;
    writeFileSync(join(bin, 'sbatch'), sbatch, { mode: 0o755 });
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
    const { status } = spawnSync('bash', [join(machines, 'slurm.sh'), 'archive.yaml', '16'], { env });
    const [list, share, join_] = readFileSync(join(bin, 'submitted'), 'utf8').trim().split('\n');
    expect(status).toBe(0);
    expect(list).toContain("npx totalfm run 'archive.yaml' --until ingest");
    expect(share).toContain('--dependency=afterok:1 --array=0-15');
    expect(share).toContain("npx totalfm worker 'archive.yaml' --array $SLURM_ARRAY_TASK_ID/16");
    expect(join_).toContain('--dependency=afterany:2');
  });

  it('kubernetes.yaml is an indexed job with as many workers as its command says', () => {
    const [claim, job] = parseAllDocuments(readFileSync(join(machines, 'kubernetes.yaml'), 'utf8')) as Document[];
    expect([claim.errors, job.errors]).toEqual([[], []]);
    const { kind, spec } = job.toJS() as { kind: string; spec: Record<string, never> };
    const { containers } = (spec.template as { spec: { containers: { command: string[] }[] } }).spec;
    expect(kind).toBe('Job');
    expect(spec.completionMode).toBe('Indexed');
    expect(containers[0].command[2]).toBe(
      `npx totalfm worker archive.yaml --array "$JOB_COMPLETION_INDEX/${String(spec.completions)}"`,
    );
  });
});

describe('TypeScript in the documentation', () => {
  const folder = join(root, 'packages/totalfm/test/.docs');
  mkdirSync(folder, { recursive: true });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const blocks = docBlocks('ts').map(({ place, text }) => ({
    place,
    text,
    file: join(folder, `${place.replace(/\W+/g, '-')}.ts`),
  }));
  for (const { file, text } of blocks) writeFileSync(file, text);

  it('type-checks', () => {
    const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const program = ts.createProgram(
      blocks.map(({ file }) => file),
      options,
    );
    const problems = blocks.flatMap(({ file }) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)));
    expect(
      problems.map(
        ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
      ),
    ).toEqual([]);
  });

  it.each(blocks.filter(({ text }) => !text.includes('@totalfm/testing')).map(({ place, file }) => [place, file]))(
    '%s runs, and what it exports can be loaded',
    async (_place, file) => {
      const exported = Object.values((await import(pathToFileURL(file).href)) as Record<string, Exported>);
      const plugins = exported.filter((value): value is Plugin => 'kind' in value && value.kind === 'plugin');
      const components = exported.filter(
        (value): value is AnyComponent => 'kind' in value && value.kind === 'component',
      );
      const pipelines = exported.filter((value): value is Pipeline => 'stages' in value);
      const stages = exported.filter((value): value is Stage => 'reads' in value);
      expect(plugins.length + components.length + pipelines.length + stages.length).toBe(exported.length);
      for (const stage of stages) expect(pipelines.flatMap((pipeline) => pipeline.stages)).toContain(stage);
      for (const pipeline of pipelines) {
        const demo = { file: join(root, 'experiments/demo.yaml') };
        expect((await loadExperiments(demo, { ...program, pipeline })).experiments).toHaveLength(1);
      }
      const gathered: Plugin = { kind: 'plugin', name: 'docs', apiVersion: '^1.0.0', components };
      expect(createRegistry([...builtIns, ...plugins, gathered]).plugins).toHaveLength(
        builtIns.length + plugins.length + 1,
      );
    },
  );
});
