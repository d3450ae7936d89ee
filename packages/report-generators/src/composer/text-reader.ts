import { isTotalFmError, throwIfAborted, type ComposerContext, type ErrorRecord, type Finding } from '@totalfm/core';

/** A sentence with what the report parser reads in it. */
export interface ReadSentence {
  readonly text: string;
  readonly statements: readonly Finding[];
}

export interface TextReader {
  /** Reads sentences as they would stand under a heading. What the parser refuses says nothing, and is noticed. */
  under(title: string, sentences: readonly string[], signal?: AbortSignal): Promise<readonly ReadSentence[]>;
  /** Statements of a text as it is. */
  statements(text: string, signal?: AbortSignal): Promise<readonly Finding[]>;
  /** What went wrong so far. */
  readonly notices: readonly ErrorRecord[];
}

/** Texts that are remembered: most parts are described in the same few sentences. */
const remembered = 4096;

/** Makes readers with notices of their own, which remember what others read. */
export function createTextReaders(parse: ComposerContext['parse']): () => TextReader {
  const known = new Map<string, readonly Finding[]>();
  return () => createTextReader(parse, known);
}

function createTextReader(parse: ComposerContext['parse'], known: Map<string, readonly Finding[]>): TextReader {
  const notices: ErrorRecord[] = [];
  const statements = async (text: string, signal?: AbortSignal) => {
    const parsed = await parse(text, signal).catch((error: unknown) => {
      throwIfAborted(signal);
      if (!isTotalFmError(error)) throw error;
      notices.push(error.toJSON());
      return { findings: [] };
    });
    return parsed.findings;
  };
  const remember = async (text: string, signal?: AbortSignal) => {
    const found = known.get(text) ?? (await statements(text, signal));
    if (!known.has(text) && known.size >= remembered) known.delete(known.keys().next().value!);
    known.set(text, found);
    return found;
  };
  return {
    notices,
    statements,
    async under(title, sentences, signal) {
      if (sentences.length === 0) return [];
      const whole = sentences.map(closed);
      const { text, ends } = joined(`${title}: `, whole);
      const findings = await remember(text, signal);
      return whole.map((sentence, index) => ({
        text: sentence,
        statements: findings.filter(({ sentence: { start } }) => ends.findIndex((end) => start < end) === index),
      }));
    },
  };
}

/** Sentences in a row, and where each ends. */
export function joined(
  start: string,
  sentences: readonly string[],
): { readonly text: string; readonly ends: number[] } {
  let text = start;
  const ends = sentences.map((sentence, index) => (text += index === 0 ? sentence : ` ${sentence}`).length);
  return { text, ends };
}

/** A sentence ends with a full stop, so that it does not run into the next one. */
const closed = (sentence: string) => (/[.!?。]$/.test(sentence.trim()) ? sentence.trim() : `${sentence.trim()}.`);
