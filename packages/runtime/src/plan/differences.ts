import type { ArtifactRecipe } from '../artifacts/artifact.ts';
import { canonicalJson, type Json } from '../canonical-json.ts';

/**
 * Why a stage's artifact is another than an earlier one, in the words of an experiment: `parser.language` for an option,
 * `parser` for another component, `--redo parse` for a stage that is done anew, `seed`, `code` for a stage's version, `code:parser` for a component's, `content:segmenter` for the files that its options point to, and the name of
 * the input whose contents differ. Empty where nothing does.
 */
export function differences(before: ArtifactRecipe, after: ArtifactRecipe): readonly string[] {
  const [a, b] = [before.config as JsonMap, after.config as JsonMap];
  const found = [
    ...(same(a.version, b.version) ? [] : ['code']),
    ...(same(a.redo, b.redo) ? [] : [`--redo ${after.stage}`]),
    ...(same(a.seed, b.seed) ? [] : ['seed']),
    ...(same(a.list, b.list) ? [] : ['exams']),
    ...keysOf(a.uses, b.uses).flatMap((key) => useDifferences(key, member(a.uses, key), member(b.uses, key))),
    ...keysOf(before.inputs, after.inputs).flatMap((key) =>
      inputDifferences(key, before.inputs[key], after.inputs[key]),
    ),
  ];
  return [...new Set(found)];
}

type JsonMap = { readonly [key: string]: Json | undefined };

function useDifferences(name: string, before: Json | undefined, after: Json | undefined): readonly string[] {
  if (same(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return before.flatMap((item, index) =>
      useDifferences(`${name}.${index}`, item as Json, (after as readonly Json[])[index]),
    );
  if (!isMap(before) || !isMap(after) || before.id !== after.id || before.id === undefined) return [name];
  const inner = (key: 'needs' | 'references') =>
    keysOf(before[key], after[key]).flatMap((need) =>
      useDifferences(key === 'needs' ? need : `${name}.${need}`, member(before[key], need), member(after[key], need)),
    );
  const own = [
    ...(same(before.version, after.version) && same(before.code, after.code) ? [] : [`code:${name}`]),
    ...(same(before.content, after.content) ? [] : [`content:${name}`]),
    ...optionDifferences(name, before.options, after.options),
    ...inner('needs'),
    ...inner('references'),
  ];
  return own.length > 0 ? own : [name];
}

function optionDifferences(path: string, before: Json | undefined, after: Json | undefined): readonly string[] {
  if (same(before, after)) return [];
  if (!isMap(before) || !isMap(after)) return [path];
  return keysOf(before, after).flatMap((key) => optionDifferences(`${path}.${key}`, before[key], after[key]));
}

/** The parts of an input that differ (`exams.report`), or the input. */
function inputDifferences(name: string, before: Json | undefined, after: Json | undefined): readonly string[] {
  if (same(before, after)) return [];
  if (!isMap(before) || !isMap(after)) return [name];
  return keysOf(before, after).flatMap((part) => (same(before[part], after[part]) ? [] : [`${name}.${part}`]));
}

const keysOf = (a: unknown, b: unknown): readonly string[] => [
  ...new Set([a, b].flatMap((value) => (isMap(value) ? Object.keys(value) : []))),
];

const member = (map: Json | undefined, key: string): Json | undefined => (isMap(map) ? map[key] : undefined);

const isMap = (value: unknown): value is JsonMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const same = (a: unknown, b: unknown) => canonicalJson(a ?? null) === canonicalJson(b ?? null);
