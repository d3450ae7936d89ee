import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleStep } from '../bundle-step.ts';
import { examFiles } from './exam-files.ts';
import type { Cuts } from './parts.ts';
import { cutsBy, installedPeers } from './peers.ts';
import { writeExam } from './write-exam.ts';

/** What each program took in each round, by its name. */
export type Rounds = Readonly<Record<string, readonly Cuts[]>>;

/**
 * Cuts a CT of 512 × 512 × 300 into 14 organ volumes, every program in turn and in a process of its own; the others where
 * TOTALFM_PEER_PYTHON names a Python that has them.
 */
export async function measureOrganVolumes(
  rounds: number,
  { keep, log }: { readonly keep?: string; readonly log: (line: string) => void },
): Promise<Rounds> {
  const dir = keep ?? (await mkdtemp(join(tmpdir(), 'totalfm-organ-volumes-')));
  const bundle = await bundleStep(new URL('./cut-once.ts', import.meta.url));
  try {
    await mkdir(dir, { recursive: true });
    if (!existsSync(examFiles(dir).labels)) await writeExam(dir);
    const programs = { TotalFM: () => ours(bundle.script, dir), ...installedPeers(dir, log) };
    const measured: Record<string, Cuts[]> = {};
    for (let round = 0; round < rounds; round++) {
      for (const [name, run] of Object.entries(programs)) {
        const cuts = await run();
        (measured[name] ??= []).push(cuts);
        log(
          `${name}: ${cuts.seconds.toFixed(2)} s, ${cuts.cpuSeconds.toFixed(2)} s of processors, ${Math.round(cuts.mb)} MB`,
        );
      }
    }
    return measured;
  } finally {
    await bundle.dispose();
    if (!keep) await rm(dir, { recursive: true });
  }
}

async function ours(script: string, dir: string): Promise<Cuts> {
  const runs = await mkdtemp(join(tmpdir(), 'totalfm-organ-volumes-runs-'));
  try {
    return await cutsBy(process.execPath, [script, dir, runs]);
  } finally {
    await rm(runs, { recursive: true });
  }
}
