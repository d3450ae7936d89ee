import type { LedgerLine } from '@totalfm/core';
import type { FailureKind } from './model-failure.ts';
import type { DropReason } from './read-answer.ts';

/** What reading one report took: becomes a line of the ledger. */
export class Tally {
  readonly counts = {
    windows: 0,
    cacheHits: 0,
    requests: 0,
    retries: 0,
    repairs: 0,
    fallbacks: 0,
    inputTokens: 0,
    outputTokens: 0,
    cost: 0,
    modelMs: 0,
    statements: 0,
  };
  readonly dropped = new Map<DropReason, number>();
  readonly failures = new Map<FailureKind, number>();

  add(key: keyof Tally['counts'], value = 1): void {
    this.counts[key] += value;
  }

  drop(dropped: Readonly<Partial<Record<DropReason, number>>>): void {
    for (const [reason, count] of Object.entries(dropped))
      this.dropped.set(reason as DropReason, (this.dropped.get(reason as DropReason) ?? 0) + count);
  }

  fail(kind: FailureKind): void {
    this.failures.set(kind, (this.failures.get(kind) ?? 0) + 1);
  }

  line(model: string): LedgerLine {
    const prefixed = (prefix: string, map: ReadonlyMap<string, number>) =>
      Object.fromEntries([...map].map(([key, count]) => [`${prefix}.${key}`, count]));
    return {
      component: 'llm',
      model,
      reports: 1,
      ...this.counts,
      ...prefixed('dropped', this.dropped),
      ...prefixed('failed', this.failures),
    };
  }
}

/** `network (2), timeout (1)` */
export const countsText = (counts: ReadonlyMap<string, number>): string =>
  [...counts].map(([name, count]) => `${name} (${count})`).join(', ');
