import type { Located } from './locate-finding.ts';
import type { SentenceReading, WordRange } from './sentence-reading.ts';
import { within, type ClauseInput } from './statement.ts';

/** Gives each size to the nearest finding, and the clause's change to every finding that is there. */
export function measureFindings(located: Located[], { reading, clause, sizes }: ClauseInput): void {
  const { words } = reading;
  for (const size of sizes.filter(({ prior }) => !prior)) {
    const start = words.findIndex((word) => word.end > size.start);
    if (start < clause.start || start >= clause.end) continue;
    let end = start;
    while (end < clause.end && words[end].start < size.end) end++;
    const costs = located.map(({ mention, statement }) =>
      statement.state === 'absent' ? Infinity : sizeDistance(words, { start, end }, mention),
    );
    const least = Math.min(...costs, Infinity);
    if (least === Infinity) continue;
    located.forEach((item, index) => {
      if (costs[index] === least)
        item.statement = { ...item.statement, sizeMm: Math.max(size.mm, item.statement.sizeMm ?? 0) };
    });
  }
  const change = reading.changes.find((match) => within(match, clause))?.value.change;
  if (!change) return;
  for (const item of located) {
    const { state } = item.statement;
    if (change === 'resolved' && state === 'present') item.statement = { ...item.statement, state: 'absent', change };
    else if (state !== 'absent' || change === 'resolved') item.statement = { ...item.statement, change };
  }
}

function sizeDistance(words: SentenceReading['words'], size: WordRange, mention: WordRange): number {
  const [from, to] = mention.start >= size.end ? [size.end, mention.start] : [mention.end, size.start];
  let cost = Math.max(0, to - from);
  for (let i = from; i < to; i++) if (/^(,|and|;|with)$/.test(words[i].text)) cost += 3;
  return cost;
}
