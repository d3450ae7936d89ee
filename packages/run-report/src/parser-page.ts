import type { Estimate } from '@totalfm/core';
import { estimateText } from './format.ts';
import { html, type Html } from './html.ts';
import { page } from './page.ts';
import { table } from './table.ts';

/** Metrics of one group of answers. */
export interface ParserMetrics {
  readonly hits: number;
  readonly falseAlarms: number;
  readonly misses: number;
  readonly precision?: Estimate;
  readonly recall?: Estimate;
  readonly f1?: Estimate;
}

export interface ParserMetricsTable {
  /** `By label` */
  readonly title: string;
  readonly groups: Readonly<Record<string, ParserMetrics>>;
  readonly macroF1?: Estimate;
}

/** A disagreement, with what the parser read. */
export interface ParserMiss {
  readonly report: string;
  /** Label or finding. */
  readonly about: string;
  readonly kind: string;
  readonly sentences: readonly { readonly text: string; readonly state?: string }[];
}

export interface ParserPage {
  readonly title: string;
  /** What was compared with what, in a sentence. */
  readonly lead: string;
  readonly tables: readonly ParserMetricsTable[];
  readonly misses: readonly ParserMiss[];
}

/** A parser's scores and every miss with its sentence, as a self-contained page. It holds report text. */
export function parserPage({ title, lead, tables, misses }: ParserPage): string {
  const about = [...new Set(misses.map((miss) => miss.about))];
  const missTable = (name: string): Html => {
    const own = misses.filter((miss) => miss.about === name);
    return table(
      `${own.length} of ${misses.length} disagreements`,
      [{ title: 'Report' }, { title: 'Kind' }, { title: 'What the parser read', kind: 'path' }],
      own.map(({ report, kind, sentences }) => [
        report,
        kind,
        sentences.length === 0
          ? html`<span class="quiet">nothing</span>`
          : sentences.map(({ text, state }) => html`<p>${state && html`<b>${state}</b> `}${text}</p>`),
      ]),
    );
  };
  return page(
    title,
    html`<p>${lead}</p>
      <p class="quiet">
        Intervals are 95 % percentile intervals of a bootstrap over reports. This page holds sentences of reports.
      </p>`,
    [
      ...tables.map((one, index) => ({ id: `scores-${index}`, title: one.title, body: metricsTable(one) })),
      ...(about.length > 0
        ? [
            {
              id: 'misses',
              title: 'Every miss',
              body: about.map(
                (name) =>
                  html`<h3>${name}</h3>
                    ${missTable(name)}`,
              ),
            },
          ]
        : []),
    ],
  );
}

function metricsTable({ groups, macroF1 }: ParserMetricsTable): Html {
  const text = (estimate: Estimate | undefined) => (estimate ? estimateText(estimate) : '–');
  const number = (title: string) => ({ title, kind: 'number' as const });
  return table(
    macroF1 ? `Mean F1 ${estimateText(macroF1)}` : '',
    [
      { title: '' },
      number('Precision'),
      number('Recall'),
      number('F1'),
      number('Right'),
      number('False alarms'),
      number('Missed'),
    ],
    Object.entries(groups).map(([name, { precision, recall, f1, hits, falseAlarms, misses }]) => [
      name,
      text(precision),
      text(recall),
      text(f1),
      hits,
      falseAlarms,
      misses,
    ]),
  );
}
