import { tableCells, type Cell, type Line } from './cells.ts';
import { winsLines } from './notes.ts';
import type { PaperTable } from './paper-table.ts';

/** Tables in plain LaTeX (`tabular` and `\hline`, no package); bold: the interval of the difference leaves out 0. */
export function tablesLatex(tables: readonly PaperTable[]): string {
  return `${tables.map(tableLatex).join('\n\n')}\n`;
}

function tableLatex({ measured, names, notes }: PaperTable): string {
  const { columns, groups } = tableCells(measured, names);
  const across = (text: string) => `\\multicolumn{${columns.length + 1}}{l}{${text}} \\\\`;
  const body = groups.flatMap(({ title, lines, mean }, index) => [
    ...(title === undefined ? [] : [across(`\\textit{${latexText(title)}}`)]),
    ...lines.map(rowOf),
    ...(mean ? ['\\hline', rowOf(mean)] : []),
    ...winsLines(measured.groups[index], names).map((line) => across(latexText(line))),
    '\\hline',
  ]);
  const { id, title, measure } = measured.spec;
  return [
    '\\begin{table}',
    `\\caption{${latexText(`${title}: ${measure.title}`)}}`,
    `\\label{tab:${id}}`,
    '\\footnotesize',
    `\\begin{tabular}{l${'r'.repeat(columns.length)}}`,
    '\\hline',
    `${['', ...columns.map(latexText)].join(' & ')} \\\\`,
    '\\hline',
    ...body,
    '\\end{tabular}',
    '',
    ...notes.map(latexText),
    '\\end{table}',
  ].join('\n');
}

const rowOf = ({ name, cells }: Line) => `${[latexText(name), ...cells.map(cellLatex)].join(' & ')} \\\\`;

const cellLatex = ({ text, clear }: Cell) => (clear ? `\\textbf{${latexText(text)}}` : latexText(text));

const special: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  '&': '\\&',
  '%': '\\%',
  $: '\\$',
  '#': '\\#',
  _: '\\_',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '−': '$-$',
  '–': '--',
  '†': '\\dag{}',
  '’': "'",
};

/** Text as LaTeX sets it as it is, in any font encoding. */
export const latexText = (text: string): string =>
  text.replaceAll(/[\\{}&%$#_~^<>−–†’]/g, (character) => special[character]);
