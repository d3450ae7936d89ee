import { itemOf, itemsOf, stringOf, stringsOf, textOf, type DataSet } from '../parse/data-set.ts';
import { tags } from '../parse/tags.ts';

/** Deeper than any report; a file that says more is damaged. */
const DEEPEST = 32;

/**
 * The text of a structured report's content tree (PS3.3, C.17): the name of each container as a heading on a line of its
 * own, and below it what it contains, one paragraph for each text. What is said about who observed and which images were
 * seen is left out. Codes and numbers are written with their names: `Size of lesion: 12 mm`.
 */
export function contentText(set: DataSet): string {
  const lines: string[] = [];
  addContent(set, lines, 0);
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function addContent(set: DataSet, lines: string[], depth: number): void {
  if (depth > DEEPEST) return;
  const name = nameOf(set);
  const type = stringOf(set, tags.ValueType);
  if (type === 'CONTAINER' || type === '') {
    if (name !== '') lines.push('', `${name}:`);
  } else if (type === 'TEXT') {
    const text = textOf(set, tags.TextValue).replaceAll('\r\n', '\n').replaceAll('\r', '\n');
    if (text !== '') lines.push(text);
  } else {
    const value = valueOf(set, type);
    if (value !== '') lines.push(name === '' ? value : `${name}: ${value}`);
  }
  for (const item of itemsOf(set, tags.ContentSequence)) {
    if (!/OBS CONTEXT|CONCEPT MOD|ACQ CONTEXT/.test(stringOf(item, tags.RelationshipType)))
      addContent(item, lines, depth + 1);
  }
}

const nameOf = (set: DataSet) => meaningOf(itemOf(set, tags.ConceptNameCodeSequence));

/** The meaning of a code; the code itself where it has none. */
const meaningOf = (code: DataSet | undefined) =>
  code ? textOf(code, tags.CodeMeaning) || stringOf(code, tags.CodeValue) : '';

function valueOf(set: DataSet, type: string): string {
  switch (type) {
    case 'CODE':
      return meaningOf(itemOf(set, tags.ConceptCodeSequence));
    case 'NUM': {
      const measured = itemOf(set, tags.MeasuredValueSequence);
      if (!measured) return '';
      const unit = itemOf(measured, tags.MeasurementUnitsCodeSequence);
      const unitCode = unit ? stringOf(unit, tags.CodeValue) : '';
      return [stringsOf(measured, tags.NumericValue).join(', '), unitCode === '1' ? '' : unitCode].join(' ').trim();
    }
    case 'DATE':
      return stringOf(set, tags.Date);
    case 'TIME':
      return stringOf(set, tags.Time);
    case 'DATETIME':
      return stringOf(set, tags.DateTime);
    default:
      return '';
  }
}
