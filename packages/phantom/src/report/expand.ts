import type { Random } from '@totalfm/core';

/**
 * Writes one sentence of a template: `[a|b|]` becomes one of its choices (they may nest) and `{name}` a value.
 * `{Name}` capitalises the value. Undefined where the template names a value that is not known.
 */
export function expand(
  template: string,
  random: Random,
  values: Readonly<Record<string, string | undefined>> = {},
): string | undefined {
  let text = template;
  for (let inner = /\[([^[\]]*)\]/.exec(text); inner; inner = /\[([^[\]]*)\]/.exec(text)) {
    text = text.slice(0, inner.index) + random.pick(inner[1].split('|')) + text.slice(inner.index + inner[0].length);
  }
  let missing = false;
  text = text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? values[name.charAt(0).toLowerCase() + name.slice(1)];
    if (value === undefined) missing = true;
    return value === undefined ? '' : values[name] === undefined ? capitalise(value) : value;
  });
  return missing
    ? undefined
    : capitalise(
        text
          .replace(/ {2,}/g, ' ')
          .replace(/ ([.,;])/g, '$1')
          .trim(),
      );
}

/** One of the templates that the values can fill; a template without missing values must be among them. */
export function say(
  templates: readonly string[],
  random: Random,
  values: Readonly<Record<string, string | undefined>> = {},
): string {
  // A choice inside a template may need a value that is not known where another does not: try again.
  for (let round = 0; round < 6; round++) {
    for (const template of random.shuffle(templates)) {
      const text = expand(template, random, values);
      if (text !== undefined) return text;
    }
  }
  throw new RangeError(`no template of ${templates.length} can be filled: ${templates[0]}`);
}

export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `a`, `a and b`, `a, b and c`. */
export function enumerate(items: readonly string[], word = 'and'): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} ${word} ${items[items.length - 1]}`;
}
