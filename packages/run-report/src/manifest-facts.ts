import { z } from 'zod';
import type { RunFiles } from './run-files.ts';

/** What a stage took. */
export interface StageFacts {
  readonly stage: string;
  readonly seconds?: number;
  readonly peakMemoryBytes?: number;
}

const stage = z.looseObject({ stage: z.string().optional(), name: z.string().optional(), seconds: z.number().optional(), peakMemoryBytes: z.number().optional() });
const stages = z.union([z.array(stage), z.record(z.string(), stage)]);

/** The manifest's `stages`: a list, or a record by stage. */
export function stageFacts({ manifest }: RunFiles): readonly StageFacts[] {
  const parsed = stages.safeParse(manifest.stages);
  if (!parsed.success) return [];
  const list = Array.isArray(parsed.data) ? parsed.data : Object.entries(parsed.data).map(([name, facts]) => ({ name, ...facts }));
  return list.map(({ stage, name, seconds, peakMemoryBytes }) => ({ stage: stage ?? name ?? '', seconds, peakMemoryBytes }));
}

/** Every other number and text of the manifest, by its path. */
export function otherFacts({ manifest }: RunFiles): readonly (readonly [string, string | number | boolean])[] {
  return flatten(Object.fromEntries(Object.entries(manifest).filter(([key]) => key !== 'stages' && key !== 'failures')));
}

function flatten(value: unknown, path: readonly string[] = []): (readonly [string, string | number | boolean])[] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [[path.join('.'), value]];
  if (Array.isArray(value)) return value.every((one) => typeof one !== 'object') ? [[path.join('.'), value.join(', ')]] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, [...path, key]));
}
