import { join } from 'node:path';
import { contrastPhases, writeFileWhole, type ScanPhase } from '@totalfm/core';
import { runFiles, scanPhases, type ScanPhases } from '@totalfm/run-format';
import { jsonPieces, jsonText, streamJsonLines } from '@totalfm/runtime';

const file = 'phases.jsonl';

/** The contrast phase of each exam, where something tells it: one line an exam that was cut. */
export const phasePieces = jsonPieces<ScanPhase | null>(file, 'phase');

/** Writes `phases.json`: how many exams there are of each phase. */
export async function writeScanPhases(dir: string): Promise<void> {
  const counts = new Map<string, number>();
  for await (const { phase } of streamJsonLines<{ readonly phase: ScanPhase | null }>(join(dir, file))) {
    const key = phase ? `${phase.phase} ${phase.by}` : '';
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const found: ScanPhases = {
    phases: contrastPhases.flatMap((phase) => {
      const [tags, hu] = [counts.get(`${phase} tags`) ?? 0, counts.get(`${phase} hu`) ?? 0];
      return tags + hu > 0 ? [{ phase, tags, hu }] : [];
    }),
    unknown: counts.get('') ?? 0,
  };
  await writeFileWhole(join(dir, runFiles.phases), jsonText(scanPhases.parse(found)));
}
