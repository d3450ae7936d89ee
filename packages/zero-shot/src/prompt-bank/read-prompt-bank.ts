import { readFileSync, statSync } from 'node:fs';
import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { promptErrors } from '../errors.ts';

/** Prompts of a finding, or the sentences that call an organ normal; what is left out stays as the organ brings it. */
export interface PromptEntry {
  readonly present?: readonly string[];
  readonly absent?: readonly string[];
  readonly normal?: readonly string[];
  /** Where it stands, from 1. */
  readonly line: number;
}

/** Prompts of one’s own. */
export interface PromptBank {
  readonly file: string;
  /** By the id of a finding or an organ. */
  readonly entries: ReadonlyMap<string, PromptEntry>;
}

const LARGEST = 1 << 20;

const prompt = z
  .string()
  .refine((text) => text.trim() !== '', 'a prompt is empty')
  .refine(
    (text) => !/[{}]/.test(text.replaceAll(/\{(organ|side)\}/g, '')),
    'a prompt has braces that are neither {organ} nor {side}',
  );
const prompts = z.array(prompt).min(1).optional();
const entry = z.strictObject({ present: prompts, absent: prompts, normal: prompts });

/**
 * Reads a YAML file of prompts: `renal_cyst: { present: ['A {side} cyst.'], absent: [No cyst.] }`, and of an organ
 * `kidney: { normal: ['The {side} {organ} is normal.'] }`. Throws `TFM_PROMPTS_FILE` with the line.
 */
export function readPromptBank(file: string): PromptBank {
  const lines = new LineCounter();
  const document = parseDocument(textOf(file), { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const [mistake] = [...document.errors, ...document.warnings];
  if (mistake) throw misfit(file, lineAt(mistake.pos[0]), `it is not plain YAML (${mistake.code})`);
  const { contents } = document;
  if (!isMap(contents)) throw misfit(file, 1, 'it is not a map of finding ids');
  const plain = plainOf(document, file);
  const entries = contents.items.map(({ key, value }): readonly [string, PromptEntry] => {
    const lineOf = (node: unknown) => (isNode(node) && node.range ? lineAt(node.range[0]) : undefined);
    const line = lineOf(key) ?? 1;
    if (!isScalar(key) || typeof key.value !== 'string')
      throw misfit(file, line, 'a key is not the id of a finding or an organ');
    const id = key.value;
    const parsed = entry.safeParse(plain[id]);
    if (parsed.success) return [id, { ...parsed.data, line }];
    const [issue] = parsed.error.issues;
    const at = isMap(value) ? lineOf(value.getIn(issue.path, true)) : undefined;
    throw misfit(file, at ?? line, `\`${[id, ...issue.path].join('.')}\`: ${issue.message}`);
  });
  return { file, entries: new Map(entries) };
}

/** Throws where aliases stand for more than a file should hold. */
function plainOf(document: Document, file: string): Readonly<Record<string, unknown>> {
  try {
    return document.toJS({ maxAliasCount: 100 }) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw misfit(file, undefined, 'its aliases stand for too much', cause);
  }
}

function textOf(file: string): string {
  try {
    if (statSync(file).size > LARGEST) throw new Error('it is larger than 1 MiB');
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw misfit(file, undefined, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

const misfit = (file: string, line: number | undefined, why: string, cause?: unknown) =>
  promptErrors.TFM_PROMPTS_FILE({
    file,
    ...(line !== undefined && { line }),
    option: 'promptBank',
    message: `The file of prompts cannot be used: ${why}.`,
    fix: '`totalfm prompts` prints the built-in prompts as such a file, to start from.',
    ...(cause !== undefined && { cause }),
  });
