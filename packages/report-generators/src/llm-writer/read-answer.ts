/** Sentences that a model wrote under a heading. */
export type AnsweredSections = ReadonlyMap<string, readonly string[]>;

/** Reads lines `Title: prose`; what stands under no heading that was asked for, or before the first one, is left out. */
export function readAnswer(answer: string, titles: readonly string[]): AnsweredSections {
  const known = new Map(titles.map((title) => [title.toLowerCase(), title]));
  const prose = new Map<string, string>();
  let title: string | undefined;
  for (const line of withoutThoughts(answer).split(/\r?\n/).map(withoutMarkup)) {
    const [, head, rest = ''] = /^([^:.]{1,60}):(?:\s+(.*))?$/.exec(line) ?? [];
    if (head !== undefined) title = known.get(head.trim().toLowerCase());
    const text = head === undefined ? line : rest;
    if (title !== undefined && text.trim() !== '') prose.set(title, `${prose.get(title) ?? ''} ${text.trim()}`);
  }
  return new Map([...prose].map(([name, text]) => [name, sentencesOf(text.trim())]));
}

const withoutThoughts = (answer: string) => answer.replace(/<think>[\s\S]*?<\/think>/g, '');

const withoutMarkup = (line: string) => line.replaceAll(/[*_#`]+/g, '').replace(/^\s*(?:[-•]|\d+[.)])\s+/, '');

/** A sentence ends with a full stop, so that it does not run into the next one. */
const sentencesOf = (text: string): readonly string[] =>
  text
    .replaceAll(/\s+/g, ' ')
    .split(/(?<=[.!?。])\s*(?=\p{Lu}|\p{Lo})/u)
    .map((sentence) => sentence.trim().replace(/[;,]?$/, ''))
    .map((sentence) => (/[.!?。]$/.test(sentence) ? sentence : `${sentence}.`));
