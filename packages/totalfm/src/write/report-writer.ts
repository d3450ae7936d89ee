import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tokens, type SeenPart, type WrittenReport } from '@totalfm/core';
import { composerFile, generatorDir, generatorNames, slots } from '@totalfm/pipeline';
import { artifactOfRun } from '@totalfm/runtime';
import { appErrors } from '../errors.ts';
import type { Trained } from '../trained/open-trained.ts';

/** A run's generator with all that it learned, and what makes reports of what it says. */
export interface OpenedWriter {
  /** What it is called: `retrieval`. */
  readonly generator: string;
  /** The report of one exam from its organ volumes; the keys of its evidence are those of the rows. */
  write(parts: readonly SeenPart[], exam: string, signal?: AbortSignal): Promise<WrittenReport>;
  dispose(): Promise<void>;
}

/** Opens a generator of the run that trained a model: the first, or the one named. Throws `TFM_WRITE_NO_GENERATOR`. */
export async function openReportWriter(
  { dir, container, checkpoint, load, experiment }: Trained,
  wanted?: string,
): Promise<OpenedWriter> {
  const { generate, compose, parser, anatomy } = await container.components({
    generate: slots.generate,
    compose: slots.compose,
    parser: slots.parser,
    anatomy: tokens.Anatomy,
  });
  const names = generatorNames(generate);
  const generator = wanted ?? names[0];
  const index = names.indexOf(generator);
  if (index < 0) throw noGenerator(dir, names, wanted);
  const [learned, written] = [await artifactOfRun(dir, 'generate'), await artifactOfRun(dir, 'write')];
  const embedder = await load();
  const writer = await generate[index].open(generatorDir(learned, generator), {
    anatomy,
    embedder,
    model: checkpoint.dir,
  });
  const composer = await compose.open(await readFile(join(written.dir, composerFile(generator))), {
    anatomy,
    embedder,
    parse: (text, signal) => parser.parse(text, signal),
    unchecked: generate[index].baseline,
    seed: experiment.seed,
    progress: { update() {}, warn() {} },
  });
  return {
    generator,
    async write(parts, exam, signal) {
      const said = await writer.describe(parts, signal);
      return composer.compose({ exam, parts: parts.map((part, place) => ({ ...part, said: said[place] })) }, signal);
    },
    async dispose() {
      await writer.dispose();
      await embedder.dispose();
    },
  };
}

const noGenerator = (dir: string, names: readonly string[], wanted: string | undefined) =>
  appErrors.TFM_WRITE_NO_GENERATOR({
    file: dir,
    message: `The run has no generator${wanted === undefined ? '' : ` ${wanted}`}${names.length > 0 ? `; it has ${names.join(', ')}` : ''}.`,
    fix: 'Name one under `generate` of its experiment, and run that.',
  });
