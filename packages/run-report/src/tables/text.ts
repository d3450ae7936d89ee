import { aligned } from '../aligned.ts';
import { tableCells, type Line } from './cells.ts';
import type { PaperTable } from './paper-table.ts';
import { winsLines } from './notes.ts';

/** Tables for a terminal, each with its wins and its protocol. `*` marks a difference whose interval leaves out 0. */
export function tablesText(tables: readonly PaperTable[]): string {
  return `${tables.map(tableText).join('\n\n\n')}\n`;
}

function tableText({ measured, names, notes }: PaperTable): string {
  const { columns, groups } = tableCells(measured, names);
  const rows = groups.flatMap(({ title, lines, mean }, index) => [
    ...(title === undefined ? [] : [[title]]),
    ...[...lines, ...(mean ? [mean] : [])].map(rowOf),
    ...winsLines(measured.groups[index], names).map((line) => [`  ${line}`]),
  ]);
  const { title, measure } = measured.spec;
  return [`${title}: ${measure.title}`, ...aligned([['', ...columns], ...rows]), '', ...notes].join('\n');
}

const rowOf = ({ name, cells }: Line): string[] => [
  `  ${name}`,
  ...cells.map(({ text, clear }) => `${text}${clear ? ' *' : ''}`),
];
