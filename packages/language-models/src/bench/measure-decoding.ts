import { createDecoder, generate, type DecoderOptions } from '@totalfm/compute';
import { benchModel, demo } from './models.ts';

export interface DecodingReport {
  readonly rows: number;
  readonly quantize: string;
  /** Of the median of three rounds; prompts of 32 tokens are read within. */
  readonly tokensPerSecond: number;
}

/** The demo's model writes 64 tokens behind each of 16 prompts, as many rows at once as each report says. */
export async function measureDecoding(threads = 2): Promise<readonly DecodingReport[]> {
  const { model, values } = benchModel(demo);
  const prompts = Array.from({ length: 16 }, (_, prompt) => ({
    ids: Array.from({ length: 32 }, (_, token) => (prompt * 37 + token * 11) % demo.vocabulary),
  }));
  const ways = [1, 4, 8].flatMap((rows) => (['none', 'int8'] as const).map((quantize) => ({ rows, quantize })));
  const measure = async ({ rows, quantize }: Required<Pick<DecoderOptions, 'rows' | 'quantize'>>) => {
    const decoder = await createDecoder({ model, values, rows, quantize, threads, slots: 128, chunk: 32 });
    const rates: number[] = [];
    for (let round = 0; round < 4; round++) {
      const start = performance.now();
      const nucleus = { seed: round, topP: 1, temperature: 1 };
      const written = await generate(decoder, prompts, { maxTokens: 64, nucleus });
      const tokens = written.reduce((total, { ids }) => total + ids.length, 0);
      rates.push((1000 * tokens) / (performance.now() - start));
    }
    await decoder.dispose();
    // The first round warms up.
    return { rows, quantize, tokensPerSecond: Math.round(rates.slice(1).sort((a, b) => a - b)[1]) };
  };
  const reports: DecodingReport[] = [];
  for (const way of ways) reports.push(await measure(way));
  return reports;
}
