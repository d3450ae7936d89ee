import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import type { ChatResult } from '@langchain/core/outputs';
import type { ChatModel, LedgerLine, Workspace } from '@totalfm/core';
import { describeReportParser, expectCodedError, testAnatomy } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { createRulesDeidentifier } from '../deidentify/create-rules-deidentifier.ts';
import { createRulesParser } from '../rules/create-rules-parser.ts';
import { createLlmTranslator } from '../translate/create-llm-translator.ts';
import { translatorOptions } from '../translate/options.ts';
import { createLlmParser, type LlmParserParts } from './create-llm-parser.ts';
import { llmOptions } from './options.ts';
import { prompts } from './prompts/index.ts';

type Reply = (report: string, messages: readonly BaseMessage[]) => string | Error | Promise<string | Error>;

/** A real chat model of LangChain's, whose words a test gives it. */
class ScriptedModel extends BaseChatModel {
  readonly seen: string[] = [];
  private readonly reply: Reply;

  constructor(reply: Reply) {
    super({ maxRetries: 0 });
    this.reply = reply;
  }

  _llmType() {
    return 'scripted';
  }

  async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    this.seen.push(messages.map(({ content }) => String(content)).join('\n'));
    const asked = messages.findLast(({ content }) => String(content).includes('"""'));
    const answer = await this.reply(
      String(asked?.content ?? messages.at(-1)?.content).replace(/^Report:\n"""\n|\n"""$/g, ''),
      messages,
    );
    if (answer instanceof Error) throw answer;
    return {
      generations: [
        {
          text: answer,
          message: new AIMessage({
            content: answer,
            usage_metadata: { input_tokens: 100, output_tokens: 20, total_tokens: 120 },
          }),
        },
      ],
    };
  }
}

/** A model that reads as the rules do: what a perfect answer looks like. */
const good: Reply = async (text) => {
  const { findings } = await createRulesParser(testAnatomy).parse(text);
  return JSON.stringify({
    findings: findings.map(({ organ, finding, sentence, state, sides, sizeMm, change, confidence }) => ({
      organ,
      finding: finding ?? null,
      quote: sentence.text,
      state,
      side: sides.length === 2 ? 'both' : (sides[0] ?? null),
      size_mm: sizeMm ?? null,
      change: change ?? null,
      confidence,
    })),
  });
};

const options = llmOptions.parse({ model: '$x', backoffSeconds: 0.001 });
function setup(reply: Reply, more: Partial<LlmParserParts> = {}) {
  const ledger: LedgerLine[] = [];
  const model = new ScriptedModel(reply);
  const workspace: Workspace = { workers: 1, record: (line) => void ledger.push(line), ...more.workspace };
  const parser = createLlmParser({
    anatomy: testAnatomy,
    model: model as unknown as ChatModel,
    options,
    ...more,
    workspace,
  });
  return { parser, model, ledger };
}

const statement = (more: object) => ({
  organ: 'kidney',
  finding: 'renal_cyst',
  quote: 'A 14 mm cyst in the left kidney.',
  state: 'present',
  side: 'left',
  size_mm: 14,
  change: null,
  confidence: 0.9,
  ...more,
});
const answer = (...items: unknown[]) => JSON.stringify({ findings: items });
const report = 'FINDINGS:\nA 14 mm cyst in the left kidney. The liver is normal. No renal stones.';
const httpError = (status: number, headers = {}) =>
  Object.assign(new Error(`The prompt was: ${report}`), { status, headers });

describeReportParser('llm', {
  make: (anatomy) => createLlmParser({ anatomy, model: new ScriptedModel(good) as unknown as ChatModel, options }),
});

describe('an answer', () => {
  it('is taken over with exact spans, and counted', async () => {
    const { parser, ledger } = setup(() => answer(statement({})));
    const { findings, mentioned, notices } = await parser.parse(report);
    expect(findings).toEqual([
      {
        organ: 'kidney',
        finding: 'renal_cyst',
        state: 'present',
        sides: ['left'],
        sizeMm: 14,
        location: 'left kidney',
        structures: ['kidney_left'],
        confidence: 0.9,
        sentence: { text: 'A 14 mm cyst in the left kidney.', start: 10, end: 42 },
      },
    ]);
    expect(mentioned).toEqual(['kidney']);
    expect(notices).toBeUndefined();
    expect(ledger).toEqual([
      expect.objectContaining({
        reports: 1,
        requests: 1,
        inputTokens: 100,
        outputTokens: 20,
        statements: 1,
        fallbacks: 0,
      }),
    ]);
  });

  it.each([
    ['in code fences', `Here you are:\n\`\`\`json\n${answer(statement({}))}\n\`\`\`\nI hope this helps {you}!`],
    ['after a chain of thought', `<think>{"findings": [maybe]} hm</think>${answer(statement({}))}`],
    ['with prose and braces before it', `The set {cyst} is: ${answer(statement({}))}`],
    ['with trailing commas and single quotes', answer(statement({})).replace('}]}', ',},]}').replaceAll("'", '"')],
    ['as a list alone', `[${JSON.stringify(statement({}))}]`],
    [
      'in other capitals and writings',
      answer(
        statement({
          organ: 'Kidneys',
          finding: 'Renal Cyst',
          state: 'PRESENT',
          side: 'Left',
          size_mm: '1.4 cm',
          confidence: 'high',
          change: 'n/a',
        }),
      ),
    ],
    [
      'with another white space and case in the quotation',
      answer(statement({ quote: 'a 14 mm  CYST in\nthe left kidney' })),
    ],
  ])('is mended: %s', async (_what, text) => {
    const { parser, model } = setup(() => text);
    const { findings } = await parser.parse(report);
    expect(findings).toMatchObject([
      {
        organ: 'kidney',
        finding: 'renal_cyst',
        state: 'present',
        sides: ['left'],
        sizeMm: 14,
        sentence: { start: 10 },
      },
    ]);
    expect(findings[0].source).toBeUndefined();
    expect(model.seen).toHaveLength(1);
  });

  it('that breaks off is taken over up to there, and the rules read the rest', async () => {
    const { parser } = setup(() =>
      answer(statement({}), statement({ finding: 'renal_stone', quote: 'No renal stones.', state: 'absent' })).slice(
        0,
        -70,
      ),
    );
    const { findings } = await parser.parse(report);
    expect(findings.map(({ organ, finding, source }) => [organ, finding, source])).toEqual([
      ['kidney', 'renal_cyst', undefined],
      ['liver', undefined, 'rules'],
      ['kidney', 'renal_stone', 'rules'],
    ]);
  });

  it('keeps nothing that is invented, and says how much that was', async () => {
    const { parser, ledger } = setup(() =>
      answer(
        statement({ size_mm: 40 }),
        statement({ organ: 'spleen', quote: 'The liver is normal.' }),
        statement({ finding: 'gout', quote: 'No renal stones.' }),
        statement({ quote: 'There is a mass in the pancreas.' }),
        statement({ quote: 'e' }),
        statement({ state: 'perhaps not' }),
        'prose',
        null,
        7,
      ),
    );
    const { findings, notices } = await parser.parse(report);
    expect(findings.map(({ finding, sizeMm, source }) => [finding, sizeMm, source])).toEqual([
      ['renal_cyst', undefined, undefined],
      [undefined, undefined, 'rules'],
      ['renal_stone', undefined, 'rules'],
    ]);
    expect(notices).toMatchObject([{ code: 'TFM_LLM_DROPPED' }]);
    expect(ledger[0]).toMatchObject({
      'dropped.size-not-in-quote': 1,
      'dropped.unknown-organ': 1,
      'dropped.unknown-finding': 1,
      'dropped.quote-not-found': 2,
      'dropped.invalid': 4,
    });
  });

  it.each([
    ['prose', 'The left kidney shows a small cyst and everything else is fine.'],
    ['another language', 'Die linke Niere zeigt eine Zyste.'],
    ['nothing', ''],
    ['JSON of another form', '{"organs": {"kidney": "cyst"}}'],
  ])('of no use (%s) is asked for once more, then the rules read the report', async (_what, text) => {
    const { parser, model, ledger } = setup(() => text);
    const { findings, notices } = await parser.parse(report);
    expect(model.seen).toHaveLength(2);
    expect(findings.map(({ source }) => source)).toEqual(['rules', 'rules', 'rules']);
    expect(notices).toMatchObject([{ code: 'TFM_LLM_FALLBACK' }]);
    expect(ledger[0]).toMatchObject({ fallbacks: 1, 'failed.unusable': 1 });
  });

  it('places nothing by what the model alone says', async () => {
    const text = 'FINDINGS:\nA cyst in the left kidney. Renal cyst, unchanged.';
    const told = {
      side: 'right',
      size_mm: null,
      location: 'lower pole',
      structures: ['kidney_right'],
      phase: 'delayed',
    };
    const { parser } = setup(() =>
      answer(
        statement({ ...told, quote: 'A cyst in the left kidney.' }),
        statement({ ...told, quote: 'Renal cyst, unchanged.' }),
      ),
    );
    const { findings } = await parser.parse(text);
    expect(findings.map(({ location, structures, phase }) => [location, structures, phase])).toEqual([
      ['left kidney', ['kidney_left'], undefined],
      [undefined, undefined, undefined],
    ]);
  });

  it('of no use may be followed by one that is', async () => {
    const { parser, model } = setup((_text, messages) => (messages.length > 2 ? answer(statement({})) : 'Sorry?'));
    expect((await parser.parse(report)).findings[0].source).toBeUndefined();
    expect(model.seen[1]).toContain('it held no JSON');
  });
});

describe('a provider that fails', () => {
  it.each([
    ['429', httpError(429, { 'retry-after': '0' }), 3],
    ['503', httpError(503), 3],
    [
      'a broken connection',
      Object.assign(new Error('fetch failed'), { cause: Object.assign(new Error(), { code: 'ECONNRESET' }) }),
      3,
    ],
    ['401', httpError(401), 1],
    ['400', httpError(400), 1],
  ])('with %s is tried again only where that may help', async (_what, error, tries) => {
    const { parser, model, ledger } = setup(() => error, { options: { ...options, retries: 2 } });
    const { findings, notices } = await parser.parse(report);
    expect(model.seen).toHaveLength(tries);
    expect(findings.every(({ source }) => source === 'rules')).toBe(true);
    expect(JSON.stringify([notices, ledger])).not.toContain('cyst in the left');
    expect(ledger[0]).toMatchObject({ requests: tries, retries: tries - 1, fallbacks: 1 });
  });

  it('for a while is waited for', async () => {
    let calls = 0;
    const { parser, ledger } = setup(() => (++calls < 3 ? httpError(500) : answer(statement({}))));
    expect((await parser.parse(report)).findings[0].source).toBeUndefined();
    expect(ledger[0]).toMatchObject({ requests: 3, retries: 2, fallbacks: 0 });
  });

  it('for long is tried once a report from then on, until it is back', async () => {
    let down = true;
    const { parser, model } = setup(() => (down ? httpError(503) : answer()), { options: { ...options, retries: 1 } });
    for (let exam = 0; exam < 5; exam++) await parser.parse(`${report} ${exam}`);
    expect(model.seen).toHaveLength(3 * 2 + 2);
    down = false;
    await parser.parse(`${report} again`);
    down = true;
    await parser.parse(`${report} and again`);
    expect(model.seen).toHaveLength(8 + 1 + 2);
  });

  it('to answer in time is left', async () => {
    const { parser, ledger } = setup(() => new Promise(() => {}), {
      options: { ...options, retries: 0, timeoutSeconds: 0.05 },
    });
    expect((await parser.parse(report)).findings).toHaveLength(3);
    expect(ledger[0]).toMatchObject({ 'failed.timeout': 1 });
  });

  it('fails the report where the experiment says so', async () => {
    const { parser } = setup(() => httpError(401), { options: { ...options, fallback: 'fail' } });
    await expectCodedError(parser.parse(report), 'TFM_LLM_FAILED');
  });
});

it('stops at once when it is told to', async () => {
  const { parser } = setup(() => new Promise(() => {}));
  const stop = new AbortController();
  const parsing = parser.parse(report, stop.signal);
  stop.abort();
  await expectCodedError(parsing, 'TFM_CANCELLED');
});

describe('limits', () => {
  it('keep as many requests under way as they allow, and no more', async () => {
    let [now, most] = [0, 0];
    const { parser } = setup(
      async () => {
        most = Math.max(most, ++now);
        await new Promise((done) => setTimeout(done, 5));
        now--;
        return answer();
      },
      { options: { ...options, concurrency: 3 } },
    );
    await Promise.all(Array.from({ length: 20 }, (_, exam) => parser.parse(`${report} Exam ${exam}.`)));
    expect(most).toBe(3);
  });

  it('space requests in time', async () => {
    const times: number[] = [];
    const { parser } = setup(() => (times.push(performance.now()), answer()), {
      options: { ...options, requestsPerMinute: 1200 },
    });
    await Promise.all(Array.from({ length: 4 }, (_, exam) => parser.parse(`${report} Exam ${exam}.`)));
    expect(times[3] - times[0]).toBeGreaterThan(120);
  });

  it('end with the budget: the rules read what is left', async () => {
    const { parser, model, ledger } = setup(() => answer(statement({})), {
      options: { ...options, budget: { tokens: 200 }, price: { input: 10, output: 100 } },
    });
    for (let exam = 0; exam < 4; exam++) await parser.parse(`${report} Exam ${exam}.`);
    expect(model.seen).toHaveLength(2);
    expect(ledger.map((line) => [line.cost, line['failed.budget'] ?? 0])).toEqual([
      [0.003, 0],
      [0.003, 0],
      [0, 1],
      [0, 1],
    ]);
  });

  it('are shared by workers', async () => {
    const { parser, model } = setup(() => answer(), {
      options: { ...options, budget: { tokens: 480 } },
      workspace: { workers: 4, record() {} },
    });
    for (let exam = 0; exam < 4; exam++) await parser.parse(`${report} Exam ${exam}.`);
    expect(model.seen).toHaveLength(1);
  });
});

describe('long reports', () => {
  const long = `FINDINGS:\n${Array.from({ length: 60 }, (_, n) => `A ${10 + n} mm cyst in the left kidney, number ${n}. The liver is normal.`).join(' ')}\n\nIMPRESSION:\nNo renal stones.`;

  it('go in windows that end with sentences, and lose nothing', async () => {
    const { parser, model } = setup(good, { options: { ...options, windowCharacters: 600 } });
    const { findings } = await parser.parse(long);
    expect(model.seen.length).toBeGreaterThan(5);
    expect(findings.filter(({ finding }) => finding === 'renal_cyst').map(({ sizeMm }) => sizeMm)).toEqual(
      Array.from({ length: 60 }, (_, n) => 10 + n),
    );
    for (const { sentence } of findings) expect(long.slice(sentence.start, sentence.end)).toBe(sentence.text);
  });

  it('lose only the window that fails to the rules', async () => {
    const { parser } = setup((text, messages) => (text.includes('number 30') ? httpError(400) : good(text, messages)), {
      options: { ...options, windowCharacters: 600 },
    });
    const { findings } = await parser.parse(long);
    expect(findings.filter(({ finding }) => finding === 'renal_cyst')).toHaveLength(60);
    const byRules = findings.filter(({ source }) => source === 'rules');
    expect(byRules.length).toBeGreaterThan(3);
    expect(byRules.length).toBeLessThan(40);
  });

  it('of more windows than any report has are left to the rules', async () => {
    const { parser, model } = setup(good, { options: { ...options, windowCharacters: 600 } });
    const { notices } = await parser.parse(`FINDINGS: ${'A cyst in the left kidney. '.repeat(1600)}`);
    expect(model.seen).toHaveLength(0);
    expect(notices).toMatchObject([{ code: 'TFM_LLM_FALLBACK' }]);
  });
});

describe('the cache', () => {
  it('asks for no text twice, over runs and at the same time, and holds no text', async () => {
    const cacheDir = mkdtempSync(join(tmpdir(), 'totalfm-llm-'));
    const workspace = { workers: 1, cacheDir, record() {} };
    const first = setup(good, { workspace });
    const [one, two] = await Promise.all([first.parser.parse(report), first.parser.parse(report)]);
    expect(first.model.seen).toHaveLength(1);
    const again = setup(good, { workspace });
    expect([two, await again.parser.parse(report)]).toEqual([one, one]);
    expect(again.model.seen).toHaveLength(0);
    const files = readdirSync(cacheDir, { recursive: true, encoding: 'utf8' })
      .map((name) => join(cacheDir, name))
      .filter((path) => statSync(path).isFile());
    expect(files).toHaveLength(1);
    expect(readFileSync(files[0], 'utf8')).not.toMatch(/14 mm|normal|stones|left kidney/);
  });

  it('tells prompts, models and ways of asking apart, and survives a broken file', async () => {
    const cacheDir = mkdtempSync(join(tmpdir(), 'totalfm-llm-'));
    const workspace = { workers: 1, cacheDir, record() {} };
    await setup(good, { workspace }).parser.parse(report);
    const other = setup(good, { workspace, options: { ...options, output: 'text' } });
    await other.parser.parse(report);
    expect(other.model.seen).toHaveLength(1);
    // One name at another address, with another seed or context: whoever makes the parser says so.
    for (const answersBy of ['here', 'there']) {
      const asked = setup(good, { workspace, answersBy });
      await asked.parser.parse(report);
      expect(asked.model.seen).toHaveLength(1);
    }
    const again = setup(good, { workspace, answersBy: 'there' });
    await again.parser.parse(report);
    expect(again.model.seen).toHaveLength(0);
  });
});

describe('privacy', () => {
  it('masks before it asks, and points into the report as it was written', async () => {
    const secret = 'FINDINGS:\nDr. Xavier Quux on 2021-03-04: a 14 mm cyst in the left kidney, told to Mr. Quux.';
    const { parser, model } = setup((text) => answer(statement({ quote: text.trim() })), {
      deidentifier: createRulesDeidentifier(),
    });
    const { findings } = await parser.parse(secret);
    expect(model.seen.join()).not.toMatch(/Quux|Xavier|2021/);
    expect(findings).toMatchObject([{ finding: 'renal_cyst', sentence: { text: secret.slice(10).trim() } }]);
  });
});

describe('translation', () => {
  it('comes before parsing; findings point to the sentences as written', async () => {
    const german = 'Die Leber ist normal. Eine Zyste von 14 mm in der linken Niere.';
    const words: Record<string, string> = {
      'Die Leber ist normal.': 'The liver is normal.',
      'Eine Zyste von 14 mm in der linken Niere.': 'A 14 mm cyst in the left kidney.',
    };
    const translating = new ScriptedModel((text) => {
      const sentences = JSON.parse(text) as string[];
      // Loses a sentence where there are two: each is then asked for alone.
      return JSON.stringify({ sentences: sentences.slice(0, 1).map((sentence) => words[sentence]) });
    });
    const translator = createLlmTranslator({
      model: translating as unknown as ChatModel,
      options: translatorOptions.parse({ model: '$x' }),
    });
    const { parser } = setup(good, { translator });
    const { findings } = await parser.parse(german);
    expect(findings).toMatchObject([
      { organ: 'liver', state: 'absent', sentence: { text: 'Die Leber ist normal.' } },
      {
        organ: 'kidney',
        finding: 'renal_cyst',
        sizeMm: 14,
        sides: ['left'],
        structures: ['kidney_left'],
        sentence: { text: 'Eine Zyste von 14 mm in der linken Niere.' },
      },
    ]);
    expect(findings[1]).not.toHaveProperty('location');
    expect(translating.seen).toHaveLength(3);
  });
});

describe('a report in a language that the rules do not read', () => {
  const german = 'Die Leber ist unauffällig. Kleine Zyste in der linken Niere.';
  const normal = {
    organ: 'liver',
    finding: null,
    quote: 'Die Leber ist unauffällig.',
    state: 'absent',
    side: null,
    size_mm: null,
    change: null,
    confidence: 0.9,
  };

  it('is read by the model', async () => {
    const { parser } = setup(() => answer(normal));
    expect((await parser.parse(german)).findings).toMatchObject([{ organ: 'liver', state: 'absent' }]);
  });

  it('fails where the model does not read it', async () => {
    const { parser } = setup(() => httpError(401));
    await expectCodedError(parser.parse(german), 'TFM_REPORT_LANGUAGE');
  });

  it('keeps what the model has read, and says that the rest was not', async () => {
    const { parser } = setup(() => answer(normal, statement({ quote: german.slice(27), state: 'perhaps' })));
    const { findings, notices = [] } = await parser.parse(german);
    expect(findings).toMatchObject([{ organ: 'liver', state: 'absent' }]);
    expect(notices.map(({ code }) => code)).toContain('TFM_REPORT_LANGUAGE');
  });

  it('goes to the rules in translation, where there is one', async () => {
    const words: Record<string, string> = {
      'Die Leber ist unauffällig.': 'The liver is unremarkable.',
      'Kleine Zyste in der linken Niere.': 'Small cyst in the left kidney.',
    };
    const { parser } = setup(() => httpError(401), {
      translator: { translate: async (sentences) => sentences.map((sentence) => words[sentence]) },
    });
    expect((await parser.parse(german)).findings).toMatchObject([
      { organ: 'liver', state: 'absent', source: 'rules', sentence: { text: 'Die Leber ist unauffällig.' } },
      { finding: 'renal_cyst', state: 'present', source: 'rules', sentence: { text: german.slice(27) } },
    ]);
  });
});

describe('prompt findings-1', () => {
  it('never changes: results are kept under its name', () => {
    expect(prompts['findings-1'].system(testAnatomy)).toMatchSnapshot();
    expect(prompts['findings-1'].report('…')).toMatchSnapshot();
  });
});
