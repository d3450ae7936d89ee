import { colourVariables } from './colours.ts';

/** The page's style sheet: light and dark, on screen and on paper. No font, picture or script comes from elsewhere. */
export const styleSheet = `
:root {
  color-scheme: light dark;
  ${colourVariables('light')}
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    ${colourVariables('dark')}
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; font-variant-numeric: tabular-nums; }
main, header, footer { max-width: 1128px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 20px; }
.notice { display: inline-block; margin: 0 0 14px; padding: 2px 10px; border: 1px solid var(--tiny); border-radius: 6px; color: var(--tiny); font-size: 13px; font-weight: 600; }
h1 { font-size: 27px; line-height: 1.2; margin: 0 0 4px; }
h2 { font-size: 20px; margin: 46px 0 10px; padding-bottom: 5px; border-bottom: 1px solid var(--line); }
h3 { font-size: 15.5px; margin: 24px 0 8px; }
p { margin: 0 0 10px; max-width: 76ch; }
.quiet, figcaption, caption, nav { color: var(--quiet); }
nav a { color: inherit; margin-right: 16px; }
a { color: var(--accent); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(170px, 1fr)); gap: 12px; margin: 22px 0 8px; }
.card { background: var(--panel); border-radius: 8px; padding: 12px 14px; border-top: 3px solid var(--colour, var(--line)); }
.card dt { color: var(--quiet); font-size: 13px; }
.card dd { margin: 0; }
.card .value { font-size: 27px; font-weight: 650; line-height: 1.25; }
.card .more { font-size: 13px; color: var(--quiet); }
.cards dl { margin: 0; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(320px, 1fr)); gap: 8px 36px; align-items: start; }
.scroll {
  overflow-x: auto; background-repeat: no-repeat; background-size: 40px 100%, 40px 100%, 10px 100%, 10px 100%;
  background-image: linear-gradient(to right, var(--paper) 14px, transparent), linear-gradient(to left, var(--paper) 14px, transparent),
    linear-gradient(to right, var(--line), transparent), linear-gradient(to left, var(--line), transparent);
  background-position: left, right, left, right; background-attachment: local, local, scroll, scroll;
}
caption > span { position: sticky; left: 0; display: inline-block; max-width: min(100ch, calc(100vw - 48px)); }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; margin: 6px 0 18px; }
caption { text-align: left; padding: 4px 0 6px; font-size: 13.5px; }
th, td { text-align: left; padding: 3px 10px 3px 0; vertical-align: middle; border-bottom: 1px solid var(--line); }
thead th { font-weight: 600; color: var(--quiet); vertical-align: bottom; white-space: nowrap; }
tbody th { font-weight: 500; }
tbody tr.group th { font-weight: 650; color: var(--ink); padding-top: 14px; }
td.number, th.number { text-align: right; white-space: nowrap; padding-left: 10px; padding-right: 6px; }
td.bar, th.bar { padding: 0 6px 0 14px; width: 200px; }
thead th.number { white-space: normal; min-width: 64px; }
table.facts { width: auto; min-width: 50%; }
table.facts th { vertical-align: top; white-space: normal; }
td.path { overflow-wrap: anywhere; }
thead .key { display: block; margin: 0 0 3px auto; }
.key { display: inline-block; width: 10px; height: 10px; border-radius: 50%; background: var(--colour); margin-right: 6px; }
svg.plot, svg.interval { display: block; overflow: visible; }
svg.plot { max-width: 100%; height: auto; }
svg.plot { font: 11px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; color: var(--ink); }
svg.plot text { white-space: pre; }
svg.interval .rule { stroke: var(--quiet); stroke-opacity: 0.6; stroke-dasharray: 2 2; }
svg.interval .tick { stroke: var(--quiet); }
svg.interval text { font-size: 11px; fill: var(--quiet); }
figure { margin: 0; break-inside: avoid; }
figcaption { font-size: 13px; }
.curves { display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 14px 20px; }
.levels { display: grid; grid-template-columns: repeat(auto-fill, minmax(210px, 1fr)); gap: 14px 18px; }
.rocs { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 14px 18px; }
.roc figcaption { display: flex; justify-content: space-between; gap: 6px; line-height: 1.25; align-items: end; min-height: 2.5em; }
.roc figcaption b { font-weight: 500; color: var(--ink); }
.cases { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 320px), 1fr)); gap: 12px 22px; margin-bottom: 8px; }
.cases figcaption b { font-weight: 600; color: var(--ink); }
.cases figure { max-width: 100%; }
.cases img { display: block; width: 100%; height: auto; border-radius: 4px; background: #000; }
.cases figcaption { font-size: 12px; line-height: 1.35; margin-top: 3px; overflow-wrap: anywhere; }
details { margin: 12px 0; }
summary { cursor: pointer; color: var(--quiet); }
pre { background: var(--panel); border-radius: 8px; padding: 12px 14px; overflow-x: auto; font-size: 12.5px; line-height: 1.45; }
footer { margin-top: 56px; padding-top: 12px; padding-bottom: 40px; font-size: 13px; color: var(--quiet); }
@media screen and (max-width: 720px) {
  .scroll tbody th, .scroll thead th:first-child { position: sticky; left: 0; z-index: 1; background: var(--paper); }
  .scroll tbody tr:not(.group) th { white-space: normal; max-width: 36vw; }
  td.bar, th.bar { padding-left: 6px; }
}
@media print {
  body { font-size: 10.5pt; }
  main, header, footer { max-width: none; padding: 0; }
  nav { display: none; }
  h2, h3 { break-after: avoid; }
  tr { break-inside: avoid; }
  .scroll { overflow: visible; background: none; }
  table { font-size: 8pt; }
  th, td { padding-right: 4px; }
  td.bar, th.bar { width: 150px; padding-left: 6px; }
  svg.interval { width: 140px; height: auto; }
  details { display: none; }
}
`;
