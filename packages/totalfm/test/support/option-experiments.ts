import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { providedName, type AnyComponent } from '@totalfm/core';
import { encodeNifti } from '@totalfm/imaging';
import { totalfm } from '@totalfm/pipeline';
import type { Json } from '@totalfm/runtime';
import { testTorso } from '@totalfm/testing';

type Values = { readonly [key: string]: Json | undefined };

/** Two exams in `dir/exams`, each file under a second name as well, and a copy of all in `dir/copy`. */
export async function writeExams(dir: string): Promise<void> {
  const { ct, labelMap } = testTorso();
  for (const id of ['a', 'b']) {
    const exam = join(dir, 'exams', id);
    await mkdir(exam, { recursive: true });
    for (const name of ['ct.nii', 'scan.nii']) await writeFile(join(exam, name), encodeNifti(ct));
    for (const name of ['segmentation.nii', 'labels.nii'])
      await writeFile(join(exam, name), encodeNifti(labelMap.volume));
    for (const name of ['report.txt', 'note.txt']) await writeFile(join(exam, name), `Report of ${id}.`);
  }
  await cp(join(dir, 'exams'), join(dir, 'copy'), { recursive: true });
}

/** An experiment with every stage, and one component in its place with these options, by path. */
export function experimentWith(component: AnyComponent, options: Readonly<Record<string, Json>>, dir: string): Values {
  const name = providedName(component);
  const use = Object.entries({ ...required(dir)[name], ...options }).reduce<Values>(
    (values, [path, value]) => withOption(values, path.split('.'), inFolder(value, dir)),
    { use: component.id },
  );
  const slot = Object.entries(totalfm.slots).find(([, { token }]) => token.key === component.provides.key);
  if (slot) return { ...base, [slot[0]]: slot[1].list ? [use] : use } as Values;
  const place = component.provides.name === 'Translator' ? 'translator' : 'chat';
  return {
    ...base,
    models: { ...models, [place]: use },
    parser: { use: 'llm', model: '$chat', translator: '$translator' },
  };
}

const models = {
  chat: { use: 'ollama', model: 'one' },
  otherChat: { use: 'ollama', model: 'other' },
  translator: { use: 'llm', model: '$chat' },
  deidentifier: { use: 'rules' },
  rules: { use: 'rules' },
  otherRules: { use: 'rules', likely: 'uncertain' },
  asked: { use: 'llm', model: '$chat' },
};

const base = { name: 'options', cohort: { use: 'phantom', exams: 2 }, pretrain: { use: 'videomae' }, models };

/** Options without a default. */
const required = (dir: string): Readonly<Record<string, Readonly<Record<string, Json>>>> => ({
  'Cohort:folder': { root: join(dir, 'exams') },
  'ReportParser:llm': { model: '$chat' },
  'ReportParser:ensemble': { parsers: ['$rules', '$asked'] },
  'Translator:llm': { model: '$chat' },
  'ChatModel:anthropic': { model: 'one' },
  'ChatModel:openai': { model: 'one' },
  'ChatModel:ollama': { model: 'one' },
  'ChatModel:llama-cpp': { file: 'one.gguf' },
});

const inFolder = (value: Json, dir: string): Json => (value === '$COPY' ? join(dir, 'copy') : value);

function withOption(values: Values, [name, ...inside]: readonly string[], value: Json): Values {
  if (inside.length === 0) return { ...values, [name]: value };
  return { ...values, [name]: withOption((values[name] ?? {}) as Values, inside, value) as Json };
}
