/** A section of a report, as a cell of a row has it. */
export interface ReportSection {
  readonly title: string;
  readonly text: string;
}

/** One report of sections: those that say something, with their titles where there are several. Undefined: none does. */
export function reportText(sections: readonly ReportSection[]): string | undefined {
  const said = sections.filter(({ text }) => !saysNothing.test(text));
  if (said.length <= 1) return said[0]?.text;
  return said.map(({ title, text }) => (hasTitle(title, text) ? text : `${title}:\n${text}`)).join('\n\n');
}

/** What tables have where nothing was written. */
const saysNothing = /^\s*(nan|not given\.?)?\s*$/i;

const hasTitle = (title: string, text: string) => text.trimStart().toLowerCase().startsWith(`${title.toLowerCase()}:`);
