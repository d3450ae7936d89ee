import { Composer, LineCounter, Parser, type CST, type Document, type ParsedNode } from 'yaml';
import { runtimeErrors } from '../errors.ts';
import type { Place } from './config-node.ts';
import { experimentLimits, tooDeep } from './limits.ts';

export interface ComposedYaml {
  readonly contents: ParsedNode | null;
  /** The place of a character of the text. */
  readonly placeAt: (offset: number | undefined) => Place;
}

/**
 * The nodes of one YAML document. Its depth is looked at before they are made: the library makes them recursively, and a
 * text of brackets alone ends the whole process. Without `lines`, every place is `file` alone.
 */
export function composeYaml(text: string, file: string, lines: boolean): ComposedYaml {
  const counter = new LineCounter();
  const placeAt = (offset: number | undefined): Place =>
    lines && offset !== undefined ? { file, line: counter.linePos(offset).line } : { file };
  const tokens = [...new Parser(counter.addNewLine).parse(text)];
  checkDepth(tokens, placeAt);
  // Keys that come twice are looked for later, in one go: the library compares each with each.
  const composer = new Composer({ lineCounter: counter, uniqueKeys: false });
  const [document, another] = composer.compose(tokens, true, text.length) as Iterable<Document.Parsed>;
  if (another) throw invalidYaml(placeAt(another.range[0]), 'Source contains multiple documents');
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) throw invalidYaml(placeAt(problem.pos[0]), problem.message.split('\n')[0].replace(/ at line .*$/, ''));
  return { contents: document.contents, placeAt };
}

export const invalidYaml = (place: Place, what: string) =>
  runtimeErrors.TFM_EXPERIMENT_YAML({
    ...place,
    message: `Not valid YAML: ${what}.`,
    fix: 'Correct the syntax at this line; indentation counts, and tags (`!…`) are not allowed.',
  });

function checkDepth(tokens: readonly CST.Token[], placeAt: ComposedYaml['placeAt']): void {
  let level: readonly CST.Token[] = tokens.flatMap((token) =>
    token.type === 'document' && token.value ? [token.value] : [],
  );
  for (let depth = 0; level.length > 0; depth++) {
    const collections = level.filter((token) => 'items' in token);
    if (depth >= experimentLimits.depth && collections.length > 0) throw tooDeep(placeAt(collections[0].offset));
    level = collections.flatMap(({ items }) =>
      items.flatMap(({ key, value }) => [key, value].filter((token) => token !== undefined && token !== null)),
    );
  }
}
