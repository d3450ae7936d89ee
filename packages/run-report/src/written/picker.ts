import { html, type Html, type HtmlPart } from '../html.ts';

export interface PickGroup {
  readonly title: string;
  readonly options: readonly HtmlPart[];
}

/**
 * Radio buttons that show one of several blocks: option n, counted through all groups, shows what has the class `name-n`. The rules
 * are those of `writtenStyle`; a browser that does not know them shows all blocks.
 */
export function picker(name: string, groups: readonly PickGroup[]): Html {
  let place = 0;
  return html`${groups.map(
    ({ title, options }) =>
      html`<fieldset class="pick">
        <legend>${title}</legend>
        ${options.map((option) => {
          const at = place++;
          return html`<label
            ><input
              type="radio"
              name="pick-${name}"
              id="pick-${name}-${at}"
              ${at === 0 && html`checked`}
            />${option}</label
          > `;
        })}
      </fieldset>`,
  )}`;
}
