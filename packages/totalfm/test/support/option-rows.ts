import type { Json } from '@totalfm/runtime';

/** What is known of an option: the stages that run again when it changes, and how it can. */
export interface OptionRow {
  readonly stages: readonly string[];
  /** Its value before; default: the option's own default. */
  readonly from?: Json;
  /** Its value afterwards; default: what its schema allows beside the default. */
  readonly to?: Json;
  /** It has one value so far, and cannot change. A second one wants to know its stages. */
  readonly single?: true;
  /** Options that have to change with it, by path. */
  readonly with?: Readonly<Record<string, Json>>;
}

const evaluateOnly = ['evaluate'];
const fromWrite = ['write', ...evaluateOnly];
const fromGenerate = ['generate', ...fromWrite];
const fromAlign = ['align', ...fromGenerate];
const fromPretrain = ['pretrain', ...fromAlign];
const fromParse = ['parse', 'pair', ...fromAlign];
const fromVolumes = ['volumes', 'pair', ...fromPretrain];
const fromSegment = ['segment', ...fromVolumes];
/** Exams that do not say what they hold are told by every option of what lists them. */
const everything = ['ingest', 'segment', 'volumes', 'parse', 'pair', ...fromPretrain];
/** Which exams are trained on and scored: neither CTs nor reports are looked at again. */
const fromSplit = ['ingest', 'pair', ...fromPretrain];
/** Another text of the same bytes. */
const fromReports = ['ingest', ...fromParse];
/** Another truth of the same exams. */
const fromTruth = ['ingest', 'pair', ...fromAlign];
/** Options that say how work is done, or where content lies that says itself what it is. */
const nothing: readonly string[] = [];

/** A row for each of several options of one component. */
const each = (component: string, stages: readonly string[], options: string): Record<string, OptionRow> =>
  Object.fromEntries(options.split(' ').map((option) => [`${component}.${option}`, { stages }]));

const schedule = 'steps batch learningRate warmup clipNorm engine device threads';

/** A row for each of the options of a cohort that splits patients by hash. */
const splitRows = (component: string): Record<string, OptionRow> => ({
  [`${component}.split`]: { stages: fromSplit, to: 'test' },
  [`${component}.fractions.train`]: { stages: fromSplit, to: 0, with: { 'fractions.test': 0.9 } },
  [`${component}.fractions.validation`]: {
    stages: fromSplit,
    to: 1,
    with: { 'fractions.train': 0, 'fractions.test': 0 },
  },
  [`${component}.fractions.test`]: { stages: fromSplit, to: 0.9, with: { 'fractions.train': 0 } },
});

/** A row for each option that names where something lies: the same lies elsewhere as well, so nothing runs again. */
const places = (component: string, names: Readonly<Record<string, string>>): Record<string, OptionRow> =>
  Object.fromEntries(Object.entries(names).map(([option, to]) => [`${component}.${option}`, { stages: nothing, to }]));

/** A row for every option of every component: `Contract:component.option`. */
export const rows: Readonly<Record<string, OptionRow>> = {
  'Cohort:folder.root': { stages: nothing, to: '$DIR/copy' },
  'Cohort:folder.ct': { stages: nothing, to: 'scan' },
  'Cohort:folder.frame': { stages: ['ingest', ...fromSegment], to: 0 },
  'Cohort:folder.segmentation': { stages: nothing, to: 'labels' },
  'Cohort:folder.report': { stages: nothing, to: 'note.txt' },
  'Cohort:folder.encoding': { stages: fromReports, to: 'windows-1252' },
  ...splitRows('Cohort:folder'),
  ...places('Cohort:dicom', { root: '$DIR/sets-copy/dicom', idColumn: 'study', textColumn: 'text', kernel: 'sharp' }),
  ...places('Cohort:dicom', { encoding: 'windows-1252' }),
  'Cohort:dicom.sliceThickness': { stages: nothing, to: 3 },
  'Cohort:dicom.phases': { stages: nothing, to: ['arterial'] },
  'Cohort:dicom.gaps': { stages: ['ingest', ...fromSegment], to: 'refuse' },
  'Cohort:dicom.longestGap': { stages: ['ingest', ...fromSegment], to: 5 },
  'Cohort:dicom.reports': { stages: fromReports, to: '$DIR/sets/dicom-reports.csv' },
  'Cohort:dicom.key': { stages: everything, to: 'PATH' },
  ...splitRows('Cohort:dicom'),
  ...places('Cohort:ct-rate', { root: '$DIR/sets-copy/ct-rate', volumes: 'original', encoding: 'windows-1252' }),
  'Cohort:ct-rate.reconstruction': { stages: everything, to: 'all' },
  'Cohort:ct-rate.split': { stages: fromSplit, to: 'test' },
  'Cohort:ct-rate.published': { stages: fromSplit, to: 'validation' },
  'Cohort:ct-rate.validation': { stages: fromSplit, to: 1 },
  'Cohort:ct-rate.sections': { stages: fromReports, to: ['findings'] },
  ...places('Cohort:merlin', { root: '$DIR/sets-copy/merlin', ct: 'scans', segmentations: 'labels' }),
  ...places('Cohort:merlin', { reports: 'other_reports.csv', idColumn: 'study', patientColumn: 'person' }),
  ...places('Cohort:merlin', { findingsColumn: 'Text', impressionColumn: 'Summary', encoding: 'windows-1252' }),
  'Cohort:merlin.labels': { stages: fromTruth, to: 'other_labels.csv' },
  'Cohort:merlin.splits': { stages: fromSplit, to: 'other_splits.csv' },
  'Cohort:merlin.splitColumn': { stages: fromSplit, to: 'fold' },
  ...splitRows('Cohort:merlin'),
  ...places('Cohort:totalsegmentator', { root: '$DIR/sets-copy/totalsegmentator', ct: 'scan.nii' }),
  ...places('Cohort:totalsegmentator', { segmentations: 'masks', idColumn: 'subject', splitColumn: 'fold' }),
  ...places('Cohort:totalsegmentator', { encoding: 'windows-1252' }),
  'Cohort:totalsegmentator.meta': { stages: fromSplit, to: 'other.csv' },
  ...splitRows('Cohort:totalsegmentator'),
  ...places('Cohort:table', { table: '$DIR/sets-copy/table/exams.csv', idColumn: 'name', patientColumn: 'person' }),
  ...places('Cohort:table', { ctColumn: 'scan', masksColumn: 'labels', report: 'text', encoding: 'windows-1252' }),
  'Cohort:table.reportColumn': { stages: fromReports, to: 'text' },
  'Cohort:table.splitColumn': { stages: fromSplit, to: 'fold' },
  'Cohort:table.labels': { stages: fromTruth, to: 'merlin-30' },
  ...splitRows('Cohort:table'),
  ...each('Cohort:phantom', everything, 'exams seed spacing splits.train splits.validation splits.test followUps'),
  'Cohort:phantom.first': { stages: everything, to: 2 },
  ...each('Cohort:phantom', everything, 'prevalence phase omission noise maskNoise wholeScan'),
  ...each('Segmenter:label-files', fromSegment, 'unknown'),
  'Segmenter:label-files.missing': { stages: fromSegment, to: ['liver'] },
  // Where work is done.
  'ObjectStore:s3.bucket': { stages: nothing, to: 'other' },
  'ObjectStore:s3.prefix': { stages: nothing, to: 'other' },
  'ObjectStore:s3.endpoint': { stages: nothing, to: 'http://127.0.0.1:9000' },
  'ObjectStore:s3.region': { stages: nothing, to: 'eu-central-1' },
  'ObjectStore:s3.cacheGb': { stages: nothing, to: 1 },
  'JobQueue:bullmq.url': { stages: nothing, to: 'redis://10.0.0.5:6379' },
  'JobQueue:bullmq.prefix': { stages: nothing, to: 'other' },
  'JobQueue:bullmq.lostAfter': { stages: nothing, to: 30 },
  'Segmenter:totalsegmentator.command': { stages: nothing, to: 'totalseg' },
  'Segmenter:totalsegmentator.task': { stages: fromSegment, to: 'body' },
  ...each('Segmenter:totalsegmentator', fromSegment, 'resolution'),
  'Segmenter:totalsegmentator.roiSubset': { stages: fromSegment, to: ['liver'] },
  'Segmenter:totalsegmentator.device': { stages: nothing, to: 'cpu' },
  ...each('Segmenter:nnunet-onnx', fromSegment, 'step crop largestComponent'),
  'Segmenter:nnunet-onnx.model': { stages: fromSegment, to: 'models/other' },
  'Segmenter:nnunet-onnx.sha256': { stages: fromSegment, to: '0'.repeat(64) },
  'Segmenter:nnunet-onnx.configuration': { stages: fromSegment, to: '3d_lowres' },
  'Segmenter:nnunet-onnx.mirror': { stages: fromSegment, to: [2] },
  ...each('Segmenter:nnunet-onnx', nothing, 'threads device'),
  ...each('ReportParser:rules', fromParse, 'likely wholeScan'),
  'ReportParser:rules.translator': { stages: fromParse, to: '$translator' },
  ...each('ReportParser:llm', nothing, 'concurrency requestsPerMinute'),
  ...each('ReportParser:llm', fromParse, 'output timeoutSeconds retries backoffSeconds windowCharacters fallback'),
  ...each('ReportParser:llm', fromParse, 'budget.tokens budget.cost price.input price.output'),
  'ReportParser:llm.prompt': { stages: nothing, single: true },
  'ReportParser:llm.model': { stages: fromParse, to: '$otherChat' },
  'ReportParser:llm.deidentifier': { stages: fromParse, to: '$deidentifier' },
  'ReportParser:llm.translator': { stages: fromParse, to: '$translator' },
  'ReportParser:ensemble.parsers': { stages: fromParse, to: ['$rules', '$asked', '$otherRules'] },
  ...each('Translator:llm', nothing, 'concurrency requestsPerMinute'),
  ...each('Translator:llm', fromParse, 'output timeoutSeconds retries backoffSeconds'),
  'Translator:llm.model': { stages: fromParse, to: '$otherChat' },
  'Translator:llm.to': { stages: fromParse, to: 'Japanese' },
  ...each('VolumeCutter:organ-volumes', fromVolumes, 'size unit context marginMm minExtentMm dilateMm minVoxels'),
  ...each('VolumeCutter:centred-scan', fromVolumes, 'size spacing align'),
  'VolumeCutter:centred-scan.hu': { stages: fromVolumes, to: [-1000, 1000] },
  'VolumeCutter:organ-volumes.spacing': { stages: fromVolumes, to: [8, 8, 8] },
  ...each('VisionEncoder:organ-vit', fromPretrain, 'dim depth heads width mirror room'),
  'VisionEncoder:organ-vit.hide': { stages: fromPretrain, to: 0.1 },
  'VisionEncoder:organ-vit.row': { stages: fromPretrain, to: 64 },
  'VisionEncoder:organ-vit.tell': { stages: fromPretrain, to: ['density'] },
  'VisionEncoder:organ-vit.windows': { stages: fromPretrain, to: ['lung', 'bone'] },
  ...each('VisionEncoder:video-vit', fromPretrain, 'dim depth heads patch width stem organMask positions pooling'),
  ...each('VisionEncoder:video-vit', fromPretrain, 'physicalSize tokens'),
  'VisionEncoder:video-vit.windows': { stages: fromPretrain, to: ['lung', 'bone'] },
  ...each('TextEncoder:transformer', fromAlign, 'dim depth heads width tokens room vocabulary'),
  ...each('TextEncoder:bert', fromAlign, 'family pooling sanitize width tokens dim depth heads window vocabulary'),
  'TextEncoder:bert.folder': { stages: fromAlign, to: 'models/other' },
  'TextEncoder:bert.hidden': { stages: fromAlign, to: 64 },
  ...each('LanguageModel:llama', fromGenerate, 'dim depth heads kvHeads context vocabulary'),
  'LanguageModel:llama.folder': { stages: fromGenerate, to: 'models/other' },
  'LanguageModel:llama.hidden': { stages: fromGenerate, to: 64 },
  ...each('Pretrainer:videomae', fromPretrain, `${schedule} maskRatio decoderDim decoderDepth decoderHeads`),
  'Pretrainer:videomae.saveEvery': { stages: nothing },
  'Pretrainer:videomae.recompute': { stages: nothing },
  'Pretrainer:videomae.microBatch': { stages: fromPretrain, to: 2 },
  'Pretrainer:videomae.optimizer': { stages: fromPretrain, to: { use: 'lion' } },
  ...each('Trainer:contrastive', fromAlign, `${schedule} loss temperature bias organsPerBatch byFinding wholeText`),
  ...each('Trainer:contrastive', fromAlign, 'findingLoss vocabularyTexts augment'),
  'Trainer:contrastive.sites': { stages: fromAlign, to: '$sites' },
  'Pretrainer:videomae.sites': { stages: fromPretrain, to: '$sites' },
  ...each('SiteExchange:diloco', fromAlign, 'every outer.lr outer.momentum compress share noise leastWords'),
  'SiteExchange:diloco.clip': { stages: fromAlign, to: 1 },
  'SiteExchange:diloco.run': { stages: fromAlign, to: 'other' },
  'SiteExchange:diloco.site': { stages: fromAlign, to: 'two' },
  'SiteExchange:diloco.queue': { stages: nothing, to: '$otherQueue' },
  'SiteExchange:diloco.patience': { stages: nothing },
  'Trainer:contrastive.statements': { stages: fromAlign, to: 0 },
  'Trainer:contrastive.saveEvery': { stages: nothing },
  'Trainer:contrastive.recompute': { stages: nothing },
  'Trainer:contrastive.microBatch': { stages: fromAlign, to: 2 },
  'Trainer:contrastive.optimizer': { stages: fromAlign, to: { use: 'lion' } },
  'Trainer:published-weights.file': { stages: fromAlign, to: 'other.pt' },
  'Trainer:published-weights.textFile': { stages: fromAlign, to: 'other.pt' },
  'Trainer:published-weights.sha256': { stages: fromAlign, to: '0'.repeat(64) },
  'Trainer:published-weights.textSha256': { stages: fromAlign, to: '0'.repeat(64) },
  'Trainer:published-weights.names': { stages: fromAlign, to: 'names.json' },
  'Trainer:published-weights.scale': { stages: fromAlign, to: 2 },
  ...each('ReportGenerator:q-former', fromGenerate, `${schedule} queries dim depth heads features visionRate`),
  ...each('ReportGenerator:q-former', fromGenerate, 'organsPerBatch abnormal augment sentences tokens findingLoss'),
  ...each('ReportGenerator:q-former', fromGenerate, 'languageSteps languageRate vocabularyTexts maxTokens rows'),
  'ReportGenerator:q-former.saveEvery': { stages: nothing },
  'ReportGenerator:q-former.recompute': { stages: nothing },
  'ReportGenerator:q-former.optimizer': { stages: fromGenerate, to: { use: 'lion' } },
  'ReportGenerator:q-former.lora': { stages: fromGenerate, to: false },
  ...each('ReportGenerator:normal', fromGenerate, 'sentences'),
  'ReportGenerator:retrieval.neighbours': { stages: fromGenerate, to: [3] },
  'ReportGenerator:retrieval.most': { stages: fromGenerate },
  ...each('ReportComposer:organ-by-organ', fromWrite, 'selfCheck impression slabs'),
  'ReportComposer:organ-by-organ.mayBeCut': { stages: fromWrite, to: ['liver'] },
  'EmbedderLoader:checkpoint.batch': { stages: fromGenerate, to: 4 },
  ...each('EmbedderLoader:checkpoint', fromGenerate, 'threads device engine quantize'),
  ...each('Evaluator:findings', evaluateOnly, 'negatives prompts resamples split unit'),
  ...each('Evaluator:grounding', evaluateOnly, 'cases fill tolerance blocks resamples'),
  ...each('Evaluator:stress', evaluateOnly, 'exams resamples'),
  ...Object.fromEntries(
    ['noiseHu', 'slicesMm', 'smoothMm', 'sharpen', 'cutShare', 'dilateMm', 'shiftMm'].map((option) => [
      `Evaluator:stress.${option}`,
      { stages: evaluateOnly, to: [0.5] },
    ]),
  ),
  'Evaluator:findings.promptBank': { stages: evaluateOnly, to: 'prompts.yaml' },
  ...each('Evaluator:calibration', evaluateOnly, 'negatives unit bins resamples'),
  'Evaluator:calibration.specificity': { stages: evaluateOnly, to: 0.8 },
  ...each('Evaluator:probe', evaluateOnly, 'method draws resamples unit'),
  'Evaluator:probe.labelled': { stages: evaluateOnly, to: 50 },
  'Evaluator:retrieval.ways': { stages: evaluateOnly, to: ['organ-to-organ'] },
  ...each('Evaluator:retrieval', evaluateOnly, 'nearest resamples'),
  ...each('Evaluator:reports', evaluateOnly, 'reference resamples'),
  ...each('Evaluator:organ-lesions', evaluateOnly, 'nearest trainSentences resamples unit'),
  'ReportComposer:llm-writer.model': { stages: fromWrite, to: '$otherChat' },
  'ReportComposer:llm-writer.mayBeCut': { stages: fromWrite, to: ['aorta'] },
  ...each('ReportComposer:llm-writer', fromWrite, 'timeoutSeconds retries backoffSeconds selfCheck impression slabs'),
  'ChatModel:anthropic.model': { stages: fromParse, to: 'other' },
  'ChatModel:anthropic.url': { stages: fromParse, to: 'http://127.0.0.1:1' },
  'ChatModel:anthropic.secret': { stages: nothing, to: 'OTHER_KEY' },
  ...each('ChatModel:anthropic', fromParse, 'temperature maxTokens streaming'),
  'ChatModel:openai.model': { stages: fromParse, to: 'other' },
  'ChatModel:openai.url': { stages: fromParse, to: 'http://127.0.0.1:1' },
  'ChatModel:openai.secret': { stages: nothing, to: 'OTHER_KEY' },
  ...each('ChatModel:openai', fromParse, 'temperature maxTokens streaming'),
  'ChatModel:ollama.model': { stages: fromParse, to: 'other' },
  'ChatModel:ollama.url': { stages: fromParse, to: 'http://127.0.0.1:1' },
  ...each('ChatModel:ollama', fromParse, 'temperature seed contextTokens maxTokens think'),
  'ChatModel:llama-cpp.file': { stages: fromParse, to: 'other.gguf' },
  ...each('ChatModel:llama-cpp', fromParse, 'contextTokens parallel gpu threads temperature seed maxTokens'),
};
