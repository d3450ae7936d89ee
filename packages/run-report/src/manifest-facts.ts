import { z } from 'zod';
import { bytes } from './format.ts';
import type { RunFiles } from './run-files.ts';

const counts = z.record(z.string(), z.number());
const stage = z.looseObject({
  stage: z.string(),
  seconds: z.number().optional(),
  reused: z.boolean().optional(),
  exams: z.looseObject({ done: z.number(), failed: z.number(), skipped: z.number() }).optional(),
});
const manifest = z.looseObject({
  status: z.string().optional(),
  source: z.string().optional(),
  startedAt: z.string().optional(),
  updatedAt: z.string().optional(),
  versions: z.record(z.string(), z.string()).optional(),
  seeds: counts.optional(),
  peakMemoryBytes: z.number().optional(),
  stages: z.array(stage).optional(),
});

/** What a stage took, and what became of its exams. */
export type StageFacts = z.infer<typeof stage>;

/** The stages of `manifest.json`; none where it is missing or of another form. */
export function stageFacts({ manifest: data }: RunFiles): readonly StageFacts[] {
  return manifest.safeParse(data).data?.stages ?? [];
}

/** Seconds that making a stage's artifact took. */
export function secondsOf(run: RunFiles, name: string): number | undefined {
  return stageFacts(run).find(({ stage }) => stage === name)?.seconds;
}

/** The rest of `manifest.json` that a reader may want. */
export function manifestFacts({ manifest: data }: RunFiles): readonly (readonly [string, string])[] {
  const facts = manifest.safeParse(data).data;
  if (!facts) return [];
  const { status, source, startedAt, updatedAt, versions = {}, seeds = {}, peakMemoryBytes } = facts;
  const named: readonly (readonly [string, string | undefined])[] = [
    ['status', status],
    ['experiment file', source],
    ['started', startedAt],
    ['last worked on', updatedAt],
    ['peak memory', peakMemoryBytes === undefined ? undefined : bytes(peakMemoryBytes)],
    ['seeds', joined(seeds)],
    ['versions', joined(versions)],
  ];
  return named.flatMap(([name, value]) => (value ? [[name, value] as const] : []));
}

const joined = (record: Readonly<Record<string, string | number>>) =>
  Object.entries(record)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
