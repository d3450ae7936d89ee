import type { ReportsLine } from '@totalfm/run-format';
import { tallyOf, type OutcomeTally } from './outcomes.ts';

/** Exams that were chosen for one reason. */
export interface ChosenExams {
  readonly title: string;
  readonly lines: readonly ReportsLine[];
}

interface Reason {
  readonly title: string;
  /** Exams are chosen from the highest on; of those without any, none. */
  readonly countOf: (tally: OutcomeTally) => number;
}

const reasons: readonly Reason[] = [
  { title: 'Most hits', countOf: ({ hit }) => hit },
  { title: 'Most invented', countOf: ({ invented }) => invented },
  { title: 'Most missed', countOf: ({ missed, notAssessed }) => missed + notAssessed },
];

/**
 * The most telling exams by what became of a generator's findings, each once: those with most hits, with most inventions, with most
 * missed, and others where these are few. The same lines give the same choice, in whatever order they come.
 */
export function chooseExams(lines: readonly ReportsLine[], generator: string, most = 12): readonly ChosenExams[] {
  const share = Math.ceil(most / reasons.length);
  const counted = lines
    .filter(({ byGenerator }) => Object.hasOwn(byGenerator, generator))
    .map((line) => ({ line, tally: tallyOf(line.byGenerator[generator].outcomes) }))
    .sort((a, b) => (a.line.exam < b.line.exam ? -1 : 1));
  const taken = new Set<string>();
  const take = ({ title, countOf }: Reason, count: number): ChosenExams => {
    const some = counted
      .filter(({ line, tally }) => countOf(tally) > 0 && !taken.has(line.exam))
      .sort((a, b) => countOf(b.tally) - countOf(a.tally))
      .slice(0, Math.min(count, most - taken.size))
      .map(({ line }) => line);
    for (const { exam } of some) taken.add(exam);
    return { title, lines: some };
  };
  const chosen = reasons.map((reason) => take(reason, share));
  const others = take({ title: 'Others', countOf: () => 1 }, most);
  return [...chosen, others].filter((one) => one.lines.length > 0);
}
