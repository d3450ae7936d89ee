import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { merlin30 } from '@totalfm/anatomy';
import { providedName, type AnyComponent } from '@totalfm/core';
import { encodeNifti, writeDicomSeries } from '@totalfm/imaging';
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
  await writeDataSets(dir);
}

/** Data sets in their own layouts, below `dir/sets`, with what options name under second names; and a copy in `dir/sets-copy`. */
async function writeDataSets(dir: string): Promise<void> {
  const [ct, labels] = [encodeNifti(testTorso().ct), encodeNifti(testTorso().labelMap.volume)];
  const files: Readonly<Record<string, string | Uint8Array>> = {
    'ct-rate/train/train_1/train_1_a/train_1_a_1.nii.gz': ct,
    'ct-rate/train/train_1/train_1_a/train_1_a_2.nii.gz': ct,
    'ct-rate/valid/valid_1/valid_1_a/valid_1_a_1.nii.gz': ct,
    'ct-rate/radiology_text_reports/train_reports.csv':
      'VolumeName,Findings_EN,Impressions_EN\ntrain_1_a_1.nii.gz,Findings.,Impression.\n',
    'dicom-reports.csv': 'AccessionNumber,report\nAC1,One.\n',
    'merlin/AC1.nii.gz': ct,
    'merlin/scans/AC1.nii.gz': ct,
    'merlin/segmentations/AC1.nii.gz': labels,
    'merlin/labels/AC1.nii.gz': labels,
    'merlin/reports_final.csv':
      'study id,patient id,person,Findings,Text,Impression,Summary,fold\nAC1,AC1,AC1,A.,A.,B.,B.,validation\n',
    'merlin/other_reports.csv': 'study id,Findings,Impression\nAC1,A.,B.\n',
    'merlin/other_labels.csv': `study id,${merlin30.labels.map(({ name }) => name).join(',')}\nAC1${',0'.repeat(30)}\n`,
    'merlin/other_splits.csv': 'study id,split\nAC1,validation\n',
    'totalsegmentator/s0001/ct.nii.gz': ct,
    'totalsegmentator/s0001/scan.nii': ct,
    'totalsegmentator/s0001/segmentations/liver.nii.gz': labels,
    'totalsegmentator/s0001/masks/liver.nii': labels,
    'totalsegmentator/other.csv': 'image_id;split\ns0001;val\n',
    'table/exams.csv':
      `id,name,patient,person,ct,scan,masks,labels,report,text,fold,${merlin30.labels.map(({ name }) => name).join(',')}\n` +
      `AC1,AC1,AC1,AC1,a.nii,b.nii,m.nii,l.nii,One.,Two.,validation${',0'.repeat(30)}\n`,
    'table/a.nii': ct,
    'table/b.nii': ct,
    'table/m.nii': labels,
    'table/l.nii': labels,
  };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, 'sets', name)), { recursive: true });
    await writeFile(join(dir, 'sets', name), content);
  }
  const identity = { patientId: 'P2', accessionNumber: 'AC1', study: 'AC1' };
  await writeDicomSeries(join(dir, 'sets/dicom/AC1'), testTorso().ct, identity);
  await cp(join(dir, 'sets'), join(dir, 'sets-copy'), { recursive: true });
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
  if (component.provides.name === 'SiteExchange')
    return { ...base, models: { ...models, sites: use }, align: { use: 'contrastive', sites: '$sites' } };
  if (component.provides.name === 'ObjectStore') return { ...base, artifacts: use };
  if (component.provides.name === 'JobQueue') return { ...base, compute: { runner: use } };
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
  queue: { use: 'bullmq' },
  otherQueue: { use: 'bullmq', url: 'redis://10.0.0.5:6379' },
  sites: { use: 'diloco', queue: '$queue', run: 'joint', site: 'one' },
};

const base = {
  name: 'options',
  cohort: { use: 'phantom', exams: 2 },
  pretrain: { use: 'videomae' },
  generate: [{ use: 'normal' }],
  models,
};

/** Options without a default. */
const required = (dir: string): Readonly<Record<string, Readonly<Record<string, Json>>>> => ({
  'Cohort:folder': { root: join(dir, 'exams') },
  'Cohort:dicom': { root: join(dir, 'sets/dicom') },
  'Cohort:ct-rate': { root: join(dir, 'sets/ct-rate') },
  'Cohort:merlin': { root: join(dir, 'sets/merlin') },
  'Cohort:totalsegmentator': { root: join(dir, 'sets/totalsegmentator') },
  'Cohort:table': { table: join(dir, 'sets/table/exams.csv') },
  'Trainer:published-weights': { file: 'weights.pt' },
  'ReportParser:llm': { model: '$chat' },
  'ObjectStore:s3': { bucket: 'archive' },
  'SiteExchange:diloco': { queue: '$queue', run: 'joint', site: 'one' },
  'ReportParser:ensemble': { parsers: ['$rules', '$asked'] },
  'ReportComposer:llm-writer': { model: '$chat' },
  'Translator:llm': { model: '$chat' },
  'ChatModel:anthropic': { model: 'one' },
  'ChatModel:openai': { model: 'one' },
  'ChatModel:ollama': { model: 'one' },
  'ChatModel:llama-cpp': { file: 'one.gguf' },
});

const inFolder = (value: Json, dir: string): Json =>
  typeof value === 'string' && value.startsWith('$DIR/') ? join(dir, value.slice(5)) : value;

function withOption(values: Values, [name, ...inside]: readonly string[], value: Json): Values {
  if (inside.length === 0) return { ...values, [name]: value };
  return { ...values, [name]: withOption((values[name] ?? {}) as Values, inside, value) as Json };
}
