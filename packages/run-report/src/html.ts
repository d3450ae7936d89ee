/** Markup that is safe to put into a page. */
export interface Html {
  readonly markup: string;
}

export type HtmlPart = Html | string | number | undefined | false | readonly HtmlPart[];

/** Markup from a template: what is interpolated is escaped unless it is markup itself; arrays are joined, nothing is nothing. */
export function html(template: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return { markup: template.reduce((text, piece, index) => text + render(parts[index - 1]) + piece) };
}

export function rawHtml(markup: string): Html {
  return { markup };
}

function render(part: HtmlPart): string {
  if (part === undefined || part === false) return '';
  if (typeof part === 'string' || typeof part === 'number') return escape(String(part));
  if (isList(part)) return part.map(render).join('');
  return part.markup;
}

const isList = (part: HtmlPart): part is readonly HtmlPart[] => Array.isArray(part);

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character]);
}
