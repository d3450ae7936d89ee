import { jsonrepair } from 'jsonrepair';

export interface RepairedJson {
  readonly value: unknown;
  /** The text was not JSON as it stood. */
  readonly repaired: boolean;
  /** It ends in the middle: its last item may be cut. */
  readonly truncated: boolean;
}

/**
 * The JSON in a model's answer: in code fences, between prose, after a chain of thought, with small mistakes, or cut off.
 * Undefined where there is none.
 */
export function repairJson(answer: string): RepairedJson | undefined {
  const text = answer.replace(/<think>[\s\S]*?(?:<\/think>|$)/g, '').trim();
  const whole = parse(text);
  if (isContainer(whole)) return { value: whole, repaired: false, truncated: false };
  // Braces in the prose before: the first start that gives a container is the one.
  for (const match of [...text.matchAll(/[{[]/g)].slice(0, 20)) {
    const end = endOfContainer(text, match.index);
    const body = text.slice(match.index, end);
    const value = parse(body) ?? parse(mended(body));
    if (isContainer(value)) return { value, repaired: true, truncated: end === undefined };
  }
  return undefined;
}

const isContainer = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  (!Array.isArray(value) || value.every((item) => typeof item === 'object'));

function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function mended(text: string): string | undefined {
  try {
    return jsonrepair(text.replace(/```[\s\S]*$/, ''));
  } catch {
    return undefined;
  }
}

/** Place after the bracket that closes the one at `start`, outside of strings; undefined where none does. */
function endOfContainer(text: string, start: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') depth++;
    else if ((character === '}' || character === ']') && --depth === 0) return at + 1;
  }
  return undefined;
}
