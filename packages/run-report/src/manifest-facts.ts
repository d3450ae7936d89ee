import { bytes } from './format.ts';
import type { RunFiles } from './run-files.ts';

/** Seconds that making a stage's artifact took. */
export function secondsOf({ manifest }: RunFiles, name: string): number | undefined {
  return manifest?.stages.find(({ stage }) => stage === name)?.seconds;
}

/** What `manifest.json` says beside the stages. */
export function manifestFacts({ manifest }: RunFiles): readonly (readonly [string, string])[] {
  if (!manifest) return [];
  const { status, source, startedAt, updatedAt, versions, seeds, peakMemoryBytes } = manifest;
  const named: readonly (readonly [string, string | undefined])[] = [
    ['status', status],
    ['experiment file', source],
    ['started', startedAt],
    ['last worked on', updatedAt],
    ['peak memory', bytes(peakMemoryBytes)],
    ['seeds', joined(seeds)],
    ['versions', joined(versions)],
  ];
  return named.flatMap(([name, value]) => (value ? [[name, value] as const] : []));
}

const joined = (record: Readonly<Record<string, string | number>>) =>
  Object.entries(record)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
