/** What pages with written reports add to the style sheet. */
const base = `
.written { --hit: var(--focal); --invented: var(--tiny); --missed: var(--accent); --notAssessed: var(--quiet); --hedged: var(--quiet); }
.pick { border: 0; margin: 0 0 10px; padding: 0; display: flex; flex-wrap: wrap; gap: 6px; align-items: center; min-width: 0; }
.pick legend { float: left; padding: 0; margin-right: 6px; font-size: 13px; color: var(--quiet); }
.pick label { display: inline-flex; position: relative; border: 1px solid var(--line); border-radius: 6px; padding: 2px 9px; font-size: 13px; cursor: pointer; overflow-wrap: anywhere; }
.pick label:hover { background: var(--panel); }
.pick label:has(:checked) { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); background: var(--panel); }
.pick label:has(:focus-visible) { outline: 2px solid var(--accent); outline-offset: 2px; }
.pick input { position: absolute; opacity: 0; pointer-events: none; }
.pick .tally { color: var(--quiet); margin-left: 8px; white-space: nowrap; }
.legend { font-size: 13px; color: var(--quiet); max-width: none; }
.legend span.finding { margin-left: 0; }
.exam { border-top: 1px solid var(--line); margin-top: 14px; }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr)); gap: 4px 32px; align-items: start; }
.side { min-width: 0; overflow-wrap: anywhere; }
.side h4 { font-size: 14.5px; margin: 14px 0 8px; }
.side :is(h3, h5) { font-size: 12px; margin: 12px 0 2px; color: var(--quiet); font-weight: 600; }
.side h3 { font-size: 14.5px; color: var(--ink); }
.side p, .side ul { margin: 0 0 4px; }
.side ul { padding-left: 18px; }
.statement { margin: 0 0 4px; }
summary:focus-visible, .finding:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
details.statement > summary { color: inherit; }
details.statement > summary::marker { color: var(--quiet); font-size: 12px; }
.said { padding: 1px 2px; border-radius: 2px; -webkit-box-decoration-break: clone; box-decoration-break: clone; border-bottom: 2px none; }
.said.quiet { padding: 0; }
.hit { --look: var(--hit); --rule: solid; }
.invented { --look: var(--invented); --rule: double; }
.missed { --look: var(--missed); --rule: dashed; }
.notAssessed { --look: var(--notAssessed); --rule: dotted; }
.hedged { --look: var(--hedged); --rule: none; }
.said[class*=" "] { border-bottom-width: 2px; }
.said:is(.hit, .invented, .missed, .notAssessed) { background: color-mix(in srgb, var(--look) 13%, transparent); border-bottom: 2px var(--rule) var(--look); }
.said.invented { border-bottom-width: 3px; }
.finding { display: inline-block; font-size: 12px; line-height: 1.35; color: var(--look, var(--ink)); border: 1px solid currentColor; border-radius: 9px; padding: 0 7px; margin-left: 3px; cursor: default; }
.side p > .finding:first-child { margin-left: 0; }
.finding .mark { font-weight: 700; }
.mark { color: var(--look); }
.verdict { white-space: nowrap; color: var(--quiet); }
.badge { font-size: 11.5px; color: var(--quiet); border: 1px dashed currentColor; border-radius: 3px; padding: 0 5px; white-space: nowrap; }
.evidence { border-left: 3px solid var(--line); margin: 4px 0 10px 4px; padding: 4px 0 2px 12px; display: grid; gap: 8px; }
.evidence figcaption { font-size: 12px; line-height: 1.35; }
.evidence figcaption b { color: var(--ink); font-weight: 600; }
.slices { display: flex; flex-wrap: wrap; gap: 4px; margin-bottom: 3px; }
svg.slice { width: 132px; height: 132px; background: #000; border-radius: 3px; }
svg.shelf { display: none; }
symbol image { image-rendering: pixelated; }
symbol path { fill: none; stroke: #ffd23f; stroke-width: 1.5px; stroke-linecap: square; vector-effect: non-scaling-stroke; }
.checks { font-size: 12px; margin-top: 10px !important; }
#written-reports tbody th { white-space: normal; min-width: 150px; }
td .beside { font-size: 12px; color: var(--quiet); }
td .beside b { color: var(--ink); }
@media print {
  .pick { display: none; }
  details.statement { display: block; }
}
`;

/** How many exams and generators there are to pick from, and findings to tell apart. */
export interface WrittenCounts {
  readonly exam: number;
  readonly generator: number;
  readonly findings: number;
}

/** The style sheet of a page with written reports: no script picks, shows or points. */
export function writtenStyle({ findings, ...picks }: WrittenCounts = { exam: 0, generator: 0, findings: 0 }): string {
  const each = (count: number, rule: (place: number) => string) => Array.from({ length: count }, (_, at) => rule(at));
  return [
    base,
    ...Object.entries(picks).flatMap(([name, count]) =>
      each(count, (at) => `.written:not(:has(#pick-${name}-${at}:checked)) .${name}-${at} { display: none; }`),
    ),
    ...each(
      findings,
      (at) =>
        `.exam:has(.f${at}:hover, .f${at}:focus, :focus > .f${at}) .f${at} { outline: 2px solid var(--ink); outline-offset: 1px; }`,
    ),
  ].join('\n');
}
