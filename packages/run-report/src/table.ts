import { html, type Html, type HtmlPart } from './html.ts';

export interface Column {
  readonly title: HtmlPart;
  readonly kind?: 'number' | 'bar' | 'path';
}

/** Rows of cells, the first of each being its heading; a row of one cell is the heading of a group. */
export function table(caption: HtmlPart, columns: readonly Column[], rows: readonly (readonly HtmlPart[])[]): Html {
  const kindOf = (index: number) => columns[index].kind ?? 'text';
  return html`<div class="scroll">
    <table>
      <caption>
        <span>${caption}</span>
      </caption>
      <thead>
        <tr>
          ${columns.map(({ title }, index) => html`<th scope="col" class="${kindOf(index)}">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map((cells) =>
          cells.length === 1
            ? html`<tr class="group">
                <th scope="rowgroup" colspan="${columns.length}">${cells[0]}</th>
              </tr> `
            : html`<tr>
                ${cells.map((cell, index) =>
                  index === 0 ? html`<th scope="row">${cell}</th>` : html`<td class="${kindOf(index)}">${cell}</td>`,
                )}
              </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}

/** A table of names and values, without a head. */
export function factTable(caption: string, facts: readonly (readonly [string, HtmlPart])[]): Html | undefined {
  if (facts.length === 0) return undefined;
  return html`<table class="facts">
    <caption>
      ${caption}
    </caption>
    <tbody>
      ${facts.map(
        ([name, value]) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td class="path">${value}</td>
          </tr> `,
      )}
    </tbody>
  </table>`;
}
