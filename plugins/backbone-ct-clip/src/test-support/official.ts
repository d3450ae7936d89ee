import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Triple } from '@totalfm/core';
import type { CtClipOptions } from '../options.ts';

/** What `ct_clip.py` found with the official code. */
export interface Expected {
  readonly config: Omit<CtClipOptions, 'quantize'> & { readonly size: Triple; readonly batch: number };
  /** Before they are quantised, [batch, slabs · rows · columns, dim]. */
  readonly tokens: readonly number[];
  readonly codes: readonly number[];
  /** [batch, width], rows of length 1. */
  readonly latents: readonly number[];
  /** Of each tensor: its first three numbers and its norm. */
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}

/** A Python that has what the head of `ct_clip.py` names, and a checkout of CT-CLIP. */
export const [python, sources] = [process.env.TOTALFM_TRANSFORMERS_PYTHON, process.env.TOTALFM_CT_CLIP_SOURCES];
export const script = fileURLToPath(new URL('./ct_clip.py', import.meta.url));

export const reference = JSON.parse(
  readFileSync(fileURLToPath(new URL('./reference.json', import.meta.url)), 'utf8'),
) as Expected;

/** Runs the official code beside: its weights as a file, and what it finds. */
export function runOfficial(config: Expected['config']): { readonly weights: string; readonly expected: Expected } {
  const dir = mkdtempSync(join(tmpdir(), 'totalfm-ct-clip-'));
  const file = join(dir, 'config.json');
  writeFileSync(file, JSON.stringify(config));
  const { status, stderr } = spawnSync(python as string, [script, sources as string, dir, file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return {
    weights: join(dir, 'weights.pt'),
    expected: JSON.parse(readFileSync(join(dir, 'expected.json'), 'utf8')) as Expected,
  };
}
