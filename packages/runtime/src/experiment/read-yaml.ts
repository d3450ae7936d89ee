import { readFile } from 'node:fs/promises';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type ParsedNode } from 'yaml';
import { runtimeErrors } from '../errors.ts';
import type { ConfigNode, Place } from './config-node.ts';

/** Reads a YAML (or JSON) file. Plain YAML 1.2 only: a tag (`!…`) is an error, so no value can ever be code. */
export async function readYaml(file: string, mentionedAt: Place = {}): Promise<ConfigNode> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw runtimeErrors.TFM_EXPERIMENT_NOT_FOUND({
      file: mentionedAt.file ?? file,
      line: mentionedAt.line,
      message: `The experiment file ${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      fix: 'Check the path; `extends` is relative to the file that says it.',
      cause,
    });
  });
  return parseYaml(text, file);
}

/** Parses YAML text. Without `lines`, every place is `file` alone, as for a `--set` override. */
export function parseYaml(text: string, file: string, lines = true): ConfigNode {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const placeAt = (offset: number | undefined): Place =>
    lines && offset !== undefined ? { file, line: counter.linePos(offset).line } : { file };
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) {
    throw runtimeErrors.TFM_EXPERIMENT_YAML({
      ...placeAt(problem.pos[0]),
      message: `Not valid YAML: ${problem.message.split('\n')[0].replace(/ at line .*$/, '')}.`,
      fix: 'Correct the syntax at this line; indentation counts, and tags (`!…`) are not allowed.',
    });
  }
  return convert(document.contents, placeAt(document.contents?.range?.[0] ?? 0), {
    document,
    placeAt,
    open: new Set(),
  });
}

interface Reader {
  readonly document: Document;
  readonly placeAt: (offset: number | undefined) => Place;
  /** Nodes that are being read: an alias inside its own anchor would never end. */
  readonly open: Set<unknown>;
}

function convert(node: unknown, place: Place, reader: Reader): ConfigNode {
  if (isAlias(node)) {
    const target = node.resolve(reader.document);
    if (!target || reader.open.has(target)) {
      throw runtimeErrors.TFM_EXPERIMENT_YAML({
        ...place,
        message: `The alias *${node.source} refers to nothing, or to itself.`,
        fix: 'Write the value out.',
      });
    }
    return convert(target, place, reader);
  }
  reader.open.add(node);
  try {
    if (isMap(node)) {
      const entries = node.items.map(({ key, value }) => {
        const keyPlace = reader.placeAt((key as ParsedNode).range?.[0]);
        return [isScalar(key) ? String(key.value) : String(key), convert(value, keyPlace, reader)] as const;
      });
      return { kind: 'map', place, entries: new Map(entries) };
    }
    if (isSeq(node)) {
      const items = node.items.map((item) =>
        convert(item, reader.placeAt((item as ParsedNode | null)?.range?.[0]), reader),
      );
      return { kind: 'list', place, items };
    }
    return { kind: 'scalar', place, value: isScalar(node) ? node.value : null };
  } finally {
    reader.open.delete(node);
  }
}
