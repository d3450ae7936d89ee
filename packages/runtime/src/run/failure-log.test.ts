import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ExamOutcome } from '../journal/exam-journal.ts';
import { createCounts, createExamTally } from './exam-tally.ts';
import { createFailureLog } from './failure-log.ts';

const dir = await mkdtemp(join(tmpdir(), 'totalfm-failures-'));
afterAll(() => rm(dir, { recursive: true }));

const error = (code: string) => ({ code, message: 'It is bad.', fix: 'Repair it.', where: {} });

describe('the failures of a run', () => {
  const outcomes: readonly ExamOutcome[] = [
    { exam: 'a', status: 'done' },
    { exam: 'b', status: 'failed', error: error('TFM_B') },
    { exam: 'c', status: 'done', warnings: [error('TFM_W'), error('TFM_V')] },
    { exam: 'd', status: 'skipped', lostIn: 'segment' },
  ];

  it('are written stage by stage over what an earlier run left, and counted', async () => {
    const file = join(dir, 'failures.jsonl');
    await writeFile(file, '{"of":"another run"}\n');
    const errors = createCounts();
    const log = createFailureLog(file, errors);
    const tally = createExamTally();
    await log.add(tally.failures('volumes', outcomes));
    await log.add(createExamTally().failures('parse', outcomes.slice(1, 2)));
    await log.add([]);
    const lines = (await readFile(file, 'utf8')).trim().split('\n');
    expect(lines.map((line) => Object.values(JSON.parse(line) as object).slice(0, 4))).toEqual([
      ['volumes', 'b', 'error', 'TFM_B'],
      ['volumes', 'c', 'warning', 'TFM_W'],
      ['volumes', 'c', 'warning', 'TFM_V'],
      ['parse', 'b', 'error', 'TFM_B'],
    ]);
    expect(errors.byCode()).toEqual({ TFM_B: 2 });
    expect(tally.record()).toEqual({
      exams: { done: 2, failed: 1, skipped: 1 },
      failures: { TFM_B: 1 },
      warnings: { TFM_V: 1, TFM_W: 1 },
    });
    expect(createExamTally().record()).toEqual({});
  });
});
