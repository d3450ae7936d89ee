import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ParameterValues, SiteExchange } from '@totalfm/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Sites that find one another by the name of what they train. */
export interface SitesSubject {
  /** One of two sites of a training. Whatever brings them together is running, and is ended by the one who gives this. */
  open(run: string, site: string): Promise<SiteExchange>;
}

/** Gradient descent towards the mean of a site’s data. */
const learn = ({ w }: ParameterValues, mean: number): ParameterValues => ({
  w: w.map((value) => value - 0.5 * (value - mean)),
});

/** What every exchange between sites must do, whatever way parameters take. */
export function describeSiteExchange(name: string, { open }: SitesSubject): void {
  describe(`site exchange ${name}`, () => {
    let dir: string;
    beforeAll(async () => {
      dir = await mkdtemp(join(tmpdir(), 'totalfm-site-exchange-'));
    });
    afterAll(() => rm(dir, { recursive: true }));

    /** The shared number after each exchange, from the first start on. */
    async function train(exchange: SiteExchange, mean: number, weight: number, rounds: number) {
      const workDir = await mkdtemp(join(dir, 'site-'));
      const values = { w: Float32Array.of(weight, mean) };
      const joined = await exchange.join({ stage: 'align', steps: rounds * exchange.every, values, weight, workDir });
      let shared = joined.start;
      const seen = [shared];
      for (let round = 1; round <= rounds; round++)
        seen.push((shared = await joined.exchange(round * exchange.every, learn(shared, mean), { loss: 1 })));
      await joined.close();
      return seen;
    }

    it('gives all sites one start and one model after each exchange, between what they would have alone', async () => {
      const [one, other] = [await open('one-model', 'one'), await open('one-model', 'other')];
      const [first, second] = await Promise.all([train(one, 1, 3, 8), train(other, 5, 1, 8)]);
      expect(first).toEqual(second);
      // (3 · 3 + 1 · 1) / 4: the weighted mean of where they would have begun.
      expect(first[0].w[0]).toBe(2.5);
      const last = first[8].w[0];
      expect(last).toBeGreaterThan(1);
      expect(last).toBeLessThan(5);
    });

    it('adds up counts of words, and keeps to itself what stands in one text only', async () => {
      const [one, other] = [await open('words', 'one'), await open('words', 'other')];
      const agreed = await Promise.all([
        one.agreeOnWords(new Map(Object.entries({ liver: 70, Smith: 1 }))),
        other.agreeOnWords(new Map(Object.entries({ liver: 50, cyst: 60 }))),
      ]);
      expect(agreed[0]).toEqual(new Map(Object.entries({ cyst: 60, liver: 120 })));
      expect(agreed[1]).toEqual(agreed[0]);
    });
  });
}
