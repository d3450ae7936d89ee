import type { Random } from '@totalfm/core';

/** Words that numbers, names and lists of a header are not meant to be. */
const words = ['', '0', '-1', '1.5', 'NaN', 'Infinity', '1e308', '-0', '99999', '4294967296', '9007199254740993', 'none', '(1,0,0)', '(((', '"', 'LIST', 'constructor', '__proto__', '%d', '..', '0x10', 'é', '\0']; // prettier-ignore

/** A copy of a text header with one of its words or lines changed, dropped, doubled or moved. */
export function mutatedText(text: string, random: Random): string {
  const lines = text.split('\n');
  const at = random.integer(lines.length);
  const other = random.integer(lines.length);
  switch (random.integer(6)) {
    case 0:
      lines.splice(at, 1);
      break;
    case 1:
      lines.splice(other, 0, lines[at]);
      break;
    case 2:
      [lines[at], lines[other]] = [lines[other], lines[at]];
      break;
    case 3:
      // The value of another field.
      lines[at] = `${lines[at].slice(0, valueOf(lines[at]))}${lines[other].slice(valueOf(lines[other]))}`;
      break;
    default: {
      const parts = lines[at].split(/([ ,()=:<>"]+)/);
      parts[random.integer(parts.length)] = words[random.integer(words.length)];
      lines[at] = parts.join('');
    }
  }
  return lines.join('\n');
}

/** Where the value of a field begins. */
const valueOf = (line: string) => line.search(/[=:]/) + 1;
