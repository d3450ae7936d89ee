import type { OrganPart, PartText, ReportWriter, SeenPart } from '@totalfm/core';
import { generate, type Decoder, type Prompt } from '@totalfm/compute';
import { fullSentences } from '../language/full-sentences.ts';
import type { PromptTexts } from './prompt.ts';
import type { PartReader, PartReading } from './reader.ts';

/** What writes about organ volumes once it is trained. */
export interface WriterTools {
  readonly reader: PartReader;
  readonly decoder: Decoder;
  readonly texts: PromptTexts;
  /** From which confidence on a finding is written of. */
  readonly threshold: number;
  readonly maxTokens: number;
}

/** Organ volumes that are read and written of at once. */
const BATCH = 256;

export function createWriter({ reader, decoder, texts, threshold, maxTokens }: WriterTools): ReportWriter {
  const promptOf = (part: OrganPart, { queries, confidence }: PartReading): Prompt => ({
    embeddings: queries,
    ids: texts.opening(
      part,
      Object.keys(confidence).filter((finding) => confidence[finding] >= threshold),
    ),
  });
  const describe = async (parts: readonly SeenPart[], signal?: AbortSignal): Promise<readonly PartText[]> => {
    const readings = await reader.read(parts, signal);
    const prompts = parts.map(({ row }, index) => promptOf(row, readings[index]));
    const written = await generate(decoder, prompts, { maxTokens, signal });
    return written.map(({ ids, reason, warning }, index) => ({
      sentences: fullSentences(decoder.model.tokenizer.decode(ids), reason === 'end'),
      confidence: readings[index].confidence,
      ...(warning && { notices: [warning.toJSON()] }),
    }));
  };
  return {
    async describe(parts, signal) {
      const said: PartText[] = [];
      for (let from = 0; from < parts.length; from += BATCH)
        said.push(...(await describe(parts.slice(from, from + BATCH), signal)));
      return said;
    },
    async dispose() {
      await reader.dispose();
      await decoder.dispose();
    },
  };
}
