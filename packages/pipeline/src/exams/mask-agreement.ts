import { join } from 'node:path';
import { writeFileWhole } from '@totalfm/core';
import { maskAgreement, runFiles, type MaskAgreement } from '@totalfm/run-format';
import { jsonPieces, jsonText, streamJsonLines } from '@totalfm/runtime';
import type { DiceByPart } from './dice.ts';

const file = 'dice.jsonl';

/** How the masks of each exam agree with those that came with it: one line an exam that has both. */
export const dicePieces = jsonPieces<DiceByPart>(file, 'dice');

/** Writes `masks.json`, what the exams' lines come to. */
export async function writeMaskAgreement(dir: string): Promise<void> {
  const parts = new Map<string, { exams: number; sum: number; squares: number; least: number }>();
  for await (const { dice } of streamJsonLines<{ readonly dice: DiceByPart }>(join(dir, file))) {
    for (const [part, value] of Object.entries(dice)) {
      const one = parts.get(part) ?? { exams: 0, sum: 0, squares: 0, least: 1 };
      parts.set(part, {
        exams: one.exams + 1,
        sum: one.sum + value,
        squares: one.squares + value * value,
        least: Math.min(one.least, value),
      });
    }
  }
  const agreement: MaskAgreement = {
    parts: [...parts].map(([part, { exams, sum, squares, least }]) => {
      const dice = sum / exams;
      const variance = exams > 1 ? Math.max(0, (squares - exams * dice * dice) / (exams - 1)) : 0;
      return { part, exams, dice, deviation: Math.sqrt(variance), least };
    }),
  };
  await writeFileWhole(join(dir, runFiles.masks), jsonText(maskAgreement.parse(agreement)));
}
