import { html, rawHtml, type Html, type HtmlPart } from './html.ts';
import { styleSheet } from './style.ts';

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: HtmlPart;
  /** Rules that it needs beside the style sheet. */
  readonly style?: string;
}

/** What every page and every written report says of itself. */
export const researchNotice = 'Research software, not for diagnosis.';

/** A whole page: it asks nothing of anywhere else, and its content policy keeps it so. */
export function page(title: string, lead: HtmlPart, sections: readonly Section[]): string {
  const content: Html = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        />
        <title>${title}</title>
        <style>
          ${rawHtml(styleSheet)} ${sections.map(({ style }) => style !== undefined && rawHtml(style))}
        </style>
      </head>
      <body>
        <header>
          <p class="notice" role="note">${researchNotice}</p>
          <h1>${title}</h1>
          ${lead}
          ${sections.length > 1 &&
          html`<nav aria-label="Sections">
            ${sections.map(({ id, title }) => html`<a href="#${id}">${title}</a>`)}
          </nav>`}
        </header>
        <main>
          ${sections.map(
            ({ id, title, body }) =>
              html`<section id="${id}" aria-labelledby="${id}-title">
                <h2 id="${id}-title">${title}</h2>
                ${body}
              </section> `,
          )}
        </main>
        <footer>${researchNotice} Not a medical device: nothing here is fit for the care of a patient.</footer>
      </body>
    </html> `;
  return content.markup;
}
