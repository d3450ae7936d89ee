import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileWhole, type ParameterValues } from '@totalfm/core';
import { z } from 'zod';
import { siteErrors } from '../errors.ts';
import { packValues, plainly, unpackValues } from './difference.ts';
import { toSite, type ToCoordinator, type ToSite } from './messages.ts';
import { compression } from './options.ts';
import { meanOf, outerStep, type OuterState } from './outer-step.ts';

/** What rounds came to, on disk: the last of each stage, which any site that is late or begins again is told. */
export interface Rounds {
  /** Throws `TFM_SITES_DIFFER` for a site that trains another model than the stage's. */
  check(message: ToCoordinator, site: string): Promise<void>;
  /** What was agreed in this round, or a later one; undefined while it is open. */
  answerTo(stage: string, round: number): Promise<ToSite | undefined>;
  close(stage: string, round: number, sent: readonly ToCoordinator[]): Promise<ToSite>;
}

const kept = z.object({
  round: z.number(),
  model: z.string(),
  outer: z.object({ lr: z.number(), momentum: z.number() }),
  compress: compression,
  answer: toSite,
  momentum: z.string().optional(),
});
type Kept = z.infer<typeof kept>;

export async function openRounds(folder: string): Promise<Rounds> {
  await mkdir(folder, { recursive: true });
  const fileOf = (stage: string) => join(folder, `${stage}.json`);
  /** Read once: nobody else writes them. */
  const held = new Map<string, Kept | undefined>();
  const read = async (stage: string): Promise<Kept | undefined> => {
    if (held.has(stage)) return held.get(stage);
    const text = await readFile(fileOf(stage), 'utf8').catch(() => undefined);
    const found = text === undefined ? undefined : kept.parse(JSON.parse(text));
    held.set(stage, found);
    return found;
  };
  return {
    async check({ stage, model, outer, compress }, site) {
      const known = await read(stage);
      const common = (of: Pick<Kept, 'model' | 'outer' | 'compress'>) =>
        JSON.stringify([of.model, of.outer, of.compress]);
      if (!known || common(known) === common({ model, outer, compress })) return;
      throw siteErrors.TFM_SITES_DIFFER({
        component: 'diloco',
        message: `${site} trains another model in ${stage}, or with other outer steps, than the sites have begun.`,
        fix: `Give all sites the same options. What was begun lies in ${folder}: another name (\`run\`) begins anew.`,
      });
    },
    async answerTo(stage, round) {
      const known = await read(stage);
      return known && known.round >= round ? known.answer : undefined;
    },
    async close(stage, round, sent) {
      const [{ model, outer, compress }] = sent;
      const known = await read(stage);
      const { answer, momentum } = agree(stage, round, sent, known);
      const next: Kept = { round, model, outer, compress, answer, ...(momentum && { momentum }) };
      await writeFileWhole(fileOf(stage), JSON.stringify(next));
      held.set(stage, next);
      return answer;
    },
  };
}

function agree(
  stage: string,
  round: number,
  sent: readonly ToCoordinator[],
  known: Kept | undefined,
): { readonly answer: ToSite; readonly momentum?: string } {
  if (sent[0].words) return { answer: { stage, round, words: addedWords(sent) } };
  const compress = round === 0 ? 'none' : sent[0].compress;
  const weighed = sent.map(({ values = '', weight }) => ({ values: unpackValues(values, compress), weight }));
  if (round === 0 || !known) return { answer: { stage, round, values: packValues(meanOf(weighed), plainly) } };
  const before: OuterState = {
    values: unpackValues(known.answer.values ?? '', 'none'),
    momentum: known.momentum ? unpackValues(known.momentum, 'none') : ({} as ParameterValues),
  };
  const after = outerStep(before, weighed, sent[0].outer);
  return {
    answer: { stage, round, values: packValues(after.values, plainly) },
    momentum: packValues(after.momentum, plainly),
  };
}

function addedWords(sent: readonly ToCoordinator[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { words = [] } of sent)
    for (const [word, count] of words) counts.set(word, (counts.get(word) ?? 0) + count);
  return [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
}
