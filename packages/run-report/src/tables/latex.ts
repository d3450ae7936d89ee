import { tableCells, type Cell, type Line } from './cells.ts';
import { winsSentences } from './notes.ts';
import type { PaperTable } from './paper-table.ts';

/**
 * Tables in plain LaTeX (`tabular` and `\hline`, no package); bold: the interval of the difference leaves out 0. Two runs fit an
 * article’s page; more of them want a wider one (`table*`, landscape).
 */
export function tablesLatex(tables: readonly PaperTable[]): string {
  return `${tables.map(tableLatex).join('\n\n')}\n`;
}

function tableLatex({ measured, names, notes }: PaperTable): string {
  const { columns, groups } = tableCells(measured, names);
  const body = groups.flatMap(({ title, lines, mean }) => [
    ...(title === undefined ? [] : [`\\multicolumn{${columns.length + 1}}{@{}l}{\\textit{${latexText(title)}}} \\\\`]),
    ...lines.map(rowOf),
    ...(mean ? ['\\hline', rowOf(mean)] : []),
    '\\hline',
  ]);
  const { id, title, measure } = measured.spec;
  return [
    '\\begin{table}',
    '\\scriptsize',
    '\\setlength{\\tabcolsep}{2pt}',
    '\\renewcommand{\\arraystretch}{1.2}',
    `\\caption{${latexText(`${title}: ${measure.title}`)}}`,
    `\\label{tab:${id}}`,
    '\\smallskip',
    `\\begin{tabular}{@{}p{0.2\\linewidth}${'r'.repeat(columns.length)}@{}}`,
    '\\hline',
    `${['', ...headings(names)].join(' & ')} \\\\`,
    '\\hline',
    ...body,
    '\\end{tabular}',
    '',
    '\\smallskip',
    `\\noindent ${[...winsSentences(measured, names), ...notes].map(latexText).join('\n')}`,
    '\\end{table}',
  ].join('\n');
}

/** Names of runs may be long, and stand in several lines then. */
const headings = ([first, ...others]: readonly string[]): string[] => [
  ...[first, ...others].map((name) => stacked(linesOf(name))),
  ...others.map((other) => stacked([...linesOf(first), ...linesOf(`− ${other}`)])),
];

const stacked = (lines: readonly string[]) =>
  `\\begin{tabular}[b]{@{}r@{}}${lines.map(latexText).join(' \\\\ ')}\\end{tabular}`;

/** A name in lines of not many more letters than a cell has, broken where its words end. */
function linesOf(name: string, most = 20): string[] {
  const [first, ...parts] = name.split(/(?<=[-_./ ])/);
  return parts.reduce(
    (lines, part) =>
      `${lines.at(-1)}${part}`.length > most ? [...lines, part] : [...lines.slice(0, -1), `${lines.at(-1)}${part}`],
    [first],
  );
}

const rowOf = ({ name, cells }: Line) =>
  `${[`\\raggedright ${latexText(name)}`, ...cells.map(cellLatex)].join(' & ')} \\\\`;

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
  '†': '$\\dagger$',
  '’': "'",
  '\u00a0': '~',
};

/** Text as LaTeX sets it as it is, in any font encoding. */
export const latexText = (text: string): string =>
  text.replaceAll(/[\\{}&%$#_~^<>−–†’\u00a0]/g, (character) => special[character]);
