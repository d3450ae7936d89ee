import type { SiteLogLine } from '@totalfm/run-format';
import type { Comparison } from './compare/comparison.ts';
import { meansTable } from './compare/tables.ts';
import { decimal } from './format.ts';
import { html, type Html, type HtmlPart } from './html.ts';
import { page, type Section } from './page.ts';
import { curvePlot } from './plots/curve-plot.ts';
import { runColour } from './run-colour.ts';
import { table } from './table.ts';

/** What a common training was worth to one site: a run with the common model, and one with the model that the site trains alone. */
export interface SiteWorth {
  readonly site: string;
  /** The site's own model first, then the common one. */
  readonly comparison: Comparison;
}

export interface SitesPage {
  /** Name of the common training. */
  readonly run: string;
  readonly lines: readonly SiteLogLine[];
  readonly worth: readonly SiteWorth[];
}

/** Loss and validation of every site by round, what each has sent, and what the common model is worth to it: a self-contained page. */
export function sitesPage({ run, lines, worth }: SitesPage): string {
  const sites = sitesOf(lines);
  const stages = [...new Set(lines.filter(({ loss }) => loss !== undefined).map(({ stage }) => stage))];
  const lead = html`<p>
      ${sites.map(
        (site, index) => html`<span class="key" style="--colour: ${runColour(index)}"></span><b>${site}</b> &ensp; `,
      )}
    </p>
    <p class="quiet">
      A round is what sites learn between two exchanges. Only differences of parameters and the numbers of this page
      leave a site.
    </p>`;
  const sections: Section[] = [
    ...stages.map((stage) => ({
      id: `rounds-${stage}`,
      title: `Rounds of ${stage}`,
      body: stageCurves(stage, sites, lines),
    })),
    { id: 'sites', title: 'Sites', body: sitesTable(sites, lines) },
    ...(worth.length > 0
      ? [{ id: 'worth', title: 'What it is worth to each site', body: worth.flatMap(worthTable) }]
      : []),
  ];
  return page(`Common training ${run}`, lead, sections);
}

export const sitesOf = (lines: readonly SiteLogLine[]): readonly string[] =>
  [...new Set(lines.flatMap(({ site }) => site ?? []))].sort();

/** What a site handed in, the last time that it did so in each round. */
function handedIn(lines: readonly SiteLogLine[], site: string): readonly SiteLogLine[] {
  const last = new Map<string, SiteLogLine>();
  for (const line of lines)
    if (line.what === 'handed in' && line.site === site) last.set(`${line.stage} ${line.round}`, line);
  return [...last.values()];
}

const curveKinds: readonly { readonly title: string; readonly valueOf: (line: SiteLogLine) => number | undefined }[] = [
  { title: 'Training loss', valueOf: ({ loss }) => loss },
  { title: 'Validation loss of what a site hands in', valueOf: ({ validation }) => validation?.own },
  { title: 'Validation loss of the common model before it', valueOf: ({ validation }) => validation?.common },
];

function stageCurves(stage: string, sites: readonly string[], lines: readonly SiteLogLine[]): HtmlPart {
  const own = sites.map((site) =>
    handedIn(lines, site).filter((line) => line.stage === stage && line.loss !== undefined),
  );
  const kinds = curveKinds.map(({ title, valueOf }) => ({
    title,
    curves: own.map((all, index) => ({
      name: sites[index],
      colour: runColour(index),
      points: all.flatMap((line) => {
        const value = valueOf(line);
        return value === undefined ? [] : [{ x: line.round, value, low: value, high: value }];
      }),
    })),
  }));
  const known = kinds.filter(({ curves }) => curves.some(({ points }) => points.length > 0));
  const values = known.flatMap(({ curves }) => curves.flatMap(({ points }) => points.map(({ value }) => value)));
  const domain = [Math.min(...values), Math.max(...values)] as const;
  return html`<div class="curves">
    ${known.map(
      ({ title, curves }) =>
        html`<figure class="curve">
          <figcaption>${title}</figcaption>
          ${curvePlot({ label: `${title} by round`, x: { label: 'round' }, curves, domain, width: 340 })}
        </figure>`,
    )}
  </div>`;
}

function sitesTable(sites: readonly string[], lines: readonly SiteLogLine[]): Html {
  const closed = lines.filter(({ what, round }) => what === 'closed' && round > 0).length;
  return table(
    `What each site took part in, of ${closed} rounds`,
    [
      { title: 'Site' },
      { title: 'Pairs behind it', kind: 'number' },
      { title: 'Rounds', kind: 'number' },
      { title: 'Late', kind: 'number' },
      { title: 'Refused', kind: 'number' },
      { title: 'MB sent', kind: 'number' },
    ],
    sites.map((site) => {
      const own = handedIn(lines, site);
      const count = (what: SiteLogLine['what']) =>
        lines.filter((line) => line.site === site && line.what === what).length;
      const rounds = lines.filter(
        ({ what, round, sites: taking }) => what === 'closed' && round > 0 && taking?.includes(site),
      );
      const bytes = own.reduce((sum, line) => sum + (line.bytes ?? 0), 0);
      // Of words nothing is weighed.
      const weight = own.findLast(({ loss }) => loss !== undefined)?.weight;
      return [
        site,
        weight === undefined ? '–' : String(weight),
        String(rounds.length),
        String(count('late')),
        String(count('refused')),
        decimal(bytes / 1e6, 1),
      ];
    }),
  );
}

/** The first evaluator's means: the site's own model, the common one, and the difference. */
function worthTable({ site, comparison }: SiteWorth): HtmlPart {
  const [evaluator] = comparison.evaluators;
  const [measure] = evaluator?.measures ?? [];
  return measure
    ? html`<h3>${site}</h3>
        ${meansTable(measure, comparison.runs, evaluator.unit)}`
    : [];
}
