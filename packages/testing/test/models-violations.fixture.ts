/** A chat model, segmenters and evaluators that break their contracts. */
import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import type { ChatResult } from '@langchain/core/outputs';
import {
  throwIfAborted,
  type CaseScore,
  type EvaluationContext,
  type EvaluationResult,
  type Evaluator,
  type Exam,
  type LabelMap,
  type PairRow,
  type Segmenter,
  type Split,
} from '@totalfm/core';
import { describeChatModel, describeEvaluator, describeSegmenter, testTorso } from '../src/index.ts';

/** Tries again by itself, hides what went wrong, never recovers from it, and shows its key; it is made for any machine. */
class CarelessModel extends BaseChatModel {
  private broken = false;
  constructor(
    private readonly url: string,
    private readonly streaming: boolean,
    private readonly key: string,
  ) {
    super({ maxRetries: 0 });
  }
  _llmType() {
    return 'careless';
  }
  override toJSON() {
    return { key: this.key } as never;
  }
  async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    const text = (await this.ask(messages)) ?? (await this.ask(messages)) ?? '';
    if (text === '') this.broken = true;
    const shown = this.broken || this.streaming ? text.slice(0, 1) : text;
    return { generations: [{ text: shown, message: new AIMessage(shown) }] };
  }
  private async ask(messages: BaseMessage[]): Promise<string | undefined> {
    const body = JSON.stringify({ messages: messages.map(({ text }) => text) });
    const signal = AbortSignal.timeout(500);
    const response = await fetch(this.url, { method: 'POST', body, signal }).catch(() => undefined);
    return response?.ok ? response.text().catch(() => undefined) : undefined;
  }
}
describeChatModel('careless', {
  make: ({ url, streaming, secrets }) => new CarelessModel(url, streaming, secrets.get('key') ?? ''),
  answer: (text, _request, response) => void response.writeHead(200).end(text),
  keyHeader: 'x-key',
});

const { ct, labelMap } = testTorso();
const exam: Exam = { id: 'a', patient: 'p', split: 'test', ct: async () => ct, report: async () => '' };
const gives = (change: (map: LabelMap) => LabelMap): Segmenter['segment'] => {
  return async (_exam, _ct, signal) => {
    throwIfAborted(signal);
    return change(labelMap);
  };
};
let segmented = 0;
const segmenters: Readonly<Record<string, Segmenter['segment']>> = {
  sound: gives((map) => map),
  'off-grid': gives((map) => ({ ...map, volume: { ...map.volume, spacing: [1, 1, 1] } })),
  nameless: gives((map) => ({ ...map, names: new Map() })),
  empty: gives((map) => ({ ...map, volume: { ...map.volume, data: new Uint8Array(ct.data.length) } })),
  restless: gives((map) => {
    const data = Uint8Array.from(map.volume.data);
    data[segmented++] = 5;
    return { ...map, volume: { ...map.volume, data } };
  }),
  deaf: async () => labelMap,
};
for (const [name, segment] of Object.entries(segmenters))
  describeSegmenter(name, { make: () => ({ passthrough: false, segment }), exam: async () => exam });

/** How an evaluator goes about it; the defaults are sound. */
interface Ways {
  readonly split?: Split;
  readonly hears?: boolean;
  /** What a case's score is, of the sound one. */
  readonly score?: (score: number) => number;
  /** Where cases are called from. */
  readonly threshold?: (cases: readonly CaseScore[]) => number;
  readonly result?: (result: EvaluationResult) => EvaluationResult;
}

const isIll = ({ truth }: PairRow) => Object.values(truth ?? {}).includes(true);

/** Says by one text which volumes are ill. */
const evaluatorOf = ({
  split = 'test',
  hears = true,
  score = (x) => x,
  threshold = () => 0,
  result = (x) => x,
}: Ways) => ({
  async evaluate({ embedder, pairs, signal }: EvaluationContext): Promise<EvaluationResult> {
    if (hears) throwIfAborted(signal);
    const rows = await pairs.rows(Array.from({ length: pairs.columns.length }, (_, index) => index));
    const places = rows.flatMap((row, index) => (row.split === split ? [index] : []));
    const [text] = await embedder.embedTexts(['There is a lesion.']);
    const vectors = await embedder.embedVolumes(await Promise.all(places.map((place) => pairs.volume(place))));
    const cases = places.map((place, index): CaseScore => {
      const { exam, patient, key } = rows[place];
      const cosine = vectors[index].reduce((sum, value, at) => sum + value * text[at], 0);
      return { exam, patient, pair: key, target: 'lesion', score: score(cosine), label: isIll(rows[place]) };
    });
    const called = threshold(cases);
    const value = cases.filter((one) => one.label === one.score > called).length / cases.length;
    const measures = { accuracy: { value, low: value, high: value } };
    return result({
      key: 'lesions',
      title: 'Lesions',
      description: 'Whether a volume shows a lesion.',
      unit: 'organ',
      measures: [{ id: 'accuracy', title: 'Accuracy', better: 'higher' }],
      primary: 'accuracy',
      targets: [{ id: 'lesion', name: 'lesion', measures }],
      means: [{ name: 'macro', measures, targets: ['lesion'] }],
      skipped: [],
      details: {},
      scores: cases.map((one) => ({ ...one, predicted: one.score > called })),
    });
  },
});

let evaluations = 0;
const evaluators: Readonly<Record<string, Ways>> = {
  sound: {},
  'of-training': { split: 'train' },
  'without-number': { score: () => Number.NaN },
  restless: { score: (score) => score + 1e-6 * evaluations++ },
  peeking: { threshold: (cases) => Math.max(...cases.filter(({ label }) => !label).map((one) => one.score)) },
  deaf: { hears: false },
  misnamed: { result: (found) => ({ ...found, key: 'Lesions!' }) },
  'of-no-primary': { result: (found) => ({ ...found, primary: 'auroc' }) },
  'of-another-target': { result: (found) => ({ ...found, means: [{ ...found.means[0], targets: ['cyst'] }] }) },
};
for (const [name, ways] of Object.entries(evaluators))
  describeEvaluator(name, { make: (): Evaluator => evaluatorOf(ways) });
