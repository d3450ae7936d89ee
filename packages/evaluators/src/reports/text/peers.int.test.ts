import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stemmer } from 'stemmer';
import { describe, expect, it } from 'vitest';
import { ourScores } from './test-support/our-scores.ts';
import { hasPeers, peerScores, peerStems, type Pair, type PeerScores } from './test-support/peer-scores.ts';
import { referencePairs } from './test-support/reference-pairs.ts';
import { referenceValues } from './test-support/reference-values.ts';
import { tokenize } from './tokenize.ts';

// TOTALFM_PEER_PYTHON names a Python with pycocoevalcap, nltk and rouge-score.
const python = process.env.TOTALFM_PEER_PYTHON ?? '';
const data = process.env.TOTALFM_TEST_DATA ?? join(import.meta.dirname, '../../../../../../shared/data');
const table = join(data, 'reports/chest-ct-755.csv');

function expectClose(found: PeerScores, expected: PeerScores): void {
  for (const name of Object.keys(expected) as (keyof PeerScores)[]) {
    const [ours, theirs] = [found[name].flat(), expected[name].flat()];
    expect(ours.length, name).toBe(theirs.length);
    const largest = Math.max(...ours.map((value, place) => Math.abs(value - theirs[place])));
    expect(largest, name).toBeLessThan(1e-6);
  }
}

describe.skipIf(!hasPeers(python))(
  'published implementations (skipped where TOTALFM_PEER_PYTHON names no Python that has them)',
  () => {
    it('give the committed values of made-up reports', () =>
      expectClose(peerScores(python, referencePairs), referenceValues));

    describe.skipIf(!existsSync(table))('and real reports (skipped without them)', () => {
      // Lines of the table, whatever they hold, each beside the next: text as it comes, of which little overlaps.
      const lines = existsSync(table) ? readFileSync(table, 'utf8').split('\n').filter(Boolean).slice(1, 121) : [];
      const pairs = lines.slice(1).map((line, index): Pair => [line, lines[index]]);

      it('give what we do', () => expectClose(ourScores(pairs), peerScores(python, pairs)));

      it('stem their words as we do', () => {
        const words = [...new Set(lines.flatMap(tokenize))];
        expect(words.length).toBeGreaterThan(500);
        expect(words.map(stemmer)).toEqual(peerStems(python, words));
      });
    });
  },
);
