import {
  defineComponent,
  organParts,
  partName,
  readRows,
  rowsOf,
  throwIfAborted,
  tokens,
  type GeneratorParts,
  type GeneratorTraining,
  type ReportWriter,
} from '@totalfm/core';
import { z } from 'zod';
import { sidesOfPart } from '../language/part-words.ts';
import { plainNormal } from '../language/plain-sentences.ts';
import { reusableSentences, type ReusableSentence } from '../language/reusable-sentences.ts';
import { organOf } from '../organ-of.ts';
import { learnedOf, nameLearned, readSaved, saveJson } from '../saved.ts';
import { undoubted } from './embedded-rows.ts';

const file = 'normal.json';
const saved = learnedOf.extend({ byPart: z.record(z.string(), z.array(z.string())) });

const options = z.strictObject({
  sentences: z
    .int()
    .min(1)
    .default(2)
    .describe('Most sentences of an organ part: the commonest that say different things.'),
});

/** Calls every organ normal in the commonest words of the training reports: what a report is worth that looks at nothing. */
export const normalGenerator = defineComponent({
  provides: tokens.ReportGenerator,
  id: 'normal',
  description: 'The commonest normal sentences of each organ, whatever the scan shows.',
  options,
  create: ({ options: { sentences } }) => ({
    id: 'normal',
    baseline: true as const,
    train: (training: GeneratorTraining) => countSentences(training, sentences),
    async open(dir: string, { anatomy, embedder }: GeneratorParts): Promise<ReportWriter> {
      const { byPart } = await readSaved(dir, file, saved, { anatomy, embedder });
      return {
        async describe(parts, signal) {
          throwIfAborted(signal);
          return parts.map(({ row }) => {
            const known = byPart[partName(row)];
            return { sentences: known ?? [plainNormal(organOf(anatomy, row), sidesOfPart(row))] };
          });
        },
        async dispose() {},
      };
    },
  }),
});

/** Distinct sentences of a part that are counted: those that come first in the store. */
const MOST = 10_000;

interface Counted extends ReusableSentence {
  count: number;
}

async function countSentences(
  { pairs, anatomy, embedder, outDir, progress, signal }: GeneratorTraining,
  most: number,
): Promise<void> {
  const byPart = new Map<string, Map<string, Counted>>();
  const indices = undoubted(pairs, rowsOf(pairs, 'train'));
  let done = 0;
  for await (const { row } of readRows(pairs, indices, signal)) {
    const counts = byPart.get(partName(row)) ?? new Map<string, Counted>();
    byPart.set(partName(row), counts);
    for (const sentence of reusableSentences(row, anatomy)) {
      if (sentence.findings.length > 0) continue;
      const known = counts.get(sentence.text);
      if (known) known.count++;
      else if (counts.size < MOST) counts.set(sentence.text, { ...sentence, count: 1 });
    }
    if (++done % 1000 === 0 || done === indices.length) progress.update(done, indices.length, 'pairs read');
    throwIfAborted(signal);
  }
  const parts = organParts(anatomy.organs).map(partName);
  const chosen = parts.flatMap((part) => {
    const sentences = commonest([...(byPart.get(part)?.values() ?? [])], most);
    return sentences.length > 0 ? [[part, sentences] as const] : [];
  });
  await saveJson(outDir, file, { ...nameLearned({ anatomy, embedder }), byPart: Object.fromEntries(chosen) });
}

/** The commonest sentences of which each says something that those before it do not. */
function commonest(counted: readonly Counted[], most: number): readonly string[] {
  const ordered = [...counted].sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
  const said = new Set<string>();
  const chosen: string[] = [];
  for (const { text, denies, normal } of ordered) {
    if (chosen.length === most) break;
    const says = [...denies, ...(normal ? ['normal'] : [])];
    if (says.every((one) => said.has(one))) continue;
    for (const one of says) said.add(one);
    chosen.push(text);
  }
  return chosen;
}
