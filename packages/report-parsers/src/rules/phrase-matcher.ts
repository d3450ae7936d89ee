import { splitWords, type Word } from './words.ts';

/** A phrase found in words `start` … `end` − 1. */
export interface PhraseMatch<T> {
  readonly value: T;
  readonly start: number;
  readonly end: number;
}

/** A step in the tree of phrases: where the next word may lead, and what ends here. */
interface Node<T> {
  readonly exact: Map<string, Node<T>>;
  /** By stem: `cyst*` leads on for any word that starts so. */
  readonly prefixed: Map<string, Node<T>>;
  readonly values: T[];
}

const memoLimit = 50_000;

/**
 * Finds phrases (syntax of an organ's `terms`, without ` & `) in words: every occurrence of every phrase, in one pass over a
 * tree of phrases, so that the time does not depend on how many there are.
 */
export function createPhraseMatcher<T>(
  entries: ReadonlyArray<readonly [phrase: string, value: T]>,
): (words: readonly Word[]) => PhraseMatch<T>[] {
  const root = newNode<T>();
  for (const [phrase, value] of entries) insert(root, phrase, value);
  // The first word decides most often: what it leads to is remembered.
  const memo = new Map<string, readonly Node<T>[]>();
  const first = (word: string): readonly Node<T>[] => {
    let nodes = memo.get(word);
    if (!nodes) {
      nodes = step(root, word);
      if (memo.size < memoLimit) memo.set(word, nodes);
    }
    return nodes;
  };

  return (words) => {
    const matches: PhraseMatch<T>[] = [];
    for (let start = 0; start < words.length; start++) {
      let nodes = first(words[start].text);
      for (let end = start + 1; nodes.length > 0; end++) {
        for (const { values } of nodes) for (const value of values) matches.push({ value, start, end });
        if (end >= words.length) break;
        nodes =
          nodes.length === 1 ? step(nodes[0], words[end].text) : nodes.flatMap((node) => step(node, words[end].text));
      }
    }
    return matches;
  };
}

const newNode = <T>(): Node<T> => ({ exact: new Map(), prefixed: new Map(), values: [] });
const noNodes: readonly never[] = [];

function step<T>(node: Node<T>, word: string): readonly Node<T>[] {
  if (node.exact.size === 0 && node.prefixed.size === 0) return noNodes;
  const exact = node.exact.get(word);
  const next: Node<T>[] = exact ? [exact] : [];
  if (node.prefixed.size > 0) {
    // Few stems follow any but the first word: these are tried one by one, those of the first by their lengths.
    if (node.prefixed.size <= word.length) {
      for (const [stem, prefixed] of node.prefixed) if (word.startsWith(stem)) next.push(prefixed);
    } else {
      for (let length = 1; length <= word.length; length++) {
        const prefixed = node.prefixed.get(word.slice(0, length));
        if (prefixed) next.push(prefixed);
      }
    }
  }
  return next;
}

function insert<T>(root: Node<T>, phrase: string, value: T): void {
  let node = root;
  const follow = (children: Map<string, Node<T>>, text: string) => {
    const next = children.get(text) ?? newNode<T>();
    children.set(text, next);
    return next;
  };
  for (const piece of phrase.split(/\s+/).filter(Boolean)) {
    const prefix = piece.endsWith('*');
    const texts = splitWords(prefix ? piece.slice(0, -1) : piece).map(({ text }) => text);
    texts.forEach(
      (text, index) => (node = follow(prefix && index === texts.length - 1 ? node.prefixed : node.exact, text)),
    );
  }
  if (node !== root) node.values.push(value);
}
