import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { jsonOf, totalfm } from './support/cli.ts';
import { tinyFolder } from './support/tiny.ts';

const surname = 'Kanarienvogel';
const cyst = 'A 14 mm cyst in the left kidney.';
/** An address of this machine that is not its loopback: to the guard it is another machine. */
const outside = Object.values(networkInterfaces())
  .flat()
  .find((address) => address?.family === 'IPv4' && !address.internal)?.address;

describe('reports read by a language model', () => {
  const cwd = tinyFolder();
  let heard: string[] = [];
  let connections = 0;
  let port = 0;
  const statement = {
    organ: 'kidney',
    finding: 'renal_cyst',
    quote: cyst,
    state: 'present',
    side: 'left',
    size_mm: 14,
    change: null,
    confidence: 0.9,
  };
  /** Of three requests one is answered, one in prose, and one refused with the report in the message: as real servers do. */
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (data: Buffer) => (body += data.toString()));
    request.on('end', () => {
      heard.push(body);
      const number = Number(/exam (\d)/.exec(body)?.[1] ?? 0);
      if (number === 2)
        return void response
          .writeHead(400, { 'content-type': 'application/json' })
          .end(JSON.stringify({ error: { message: `Cannot read ${body}` } }));
      const content =
        number === 1
          ? `The report says: ${body.slice(0, 5000)}`.replaceAll(/[{}[\]]/g, '')
          : JSON.stringify({ findings: [statement, { ...statement, quote: `${surname} was here, and had a mass.` }] });
      response.writeHead(200, { 'content-type': 'application/json' }).end(
        JSON.stringify({
          id: 'x',
          object: 'chat.completion',
          created: 0,
          model: 'test',
          choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
          usage: { prompt_tokens: 700, completion_tokens: 50, total_tokens: 750 },
        }),
      );
    });
  }).on('connection', () => connections++);
  const reports = new Map<string, string>();
  const experiment = (host: string, more = '') => `plugins: ['@totalfm/plugin-llm-openai']
models: { chat: { use: openai, model: test, url: 'http://${host}:${port}/v1' } }
cohort: { use: folder, root: exams }
organs: [lung, liver, kidney]
parser: { use: llm, model: $chat, retries: 1, backoffSeconds: 0.01, price: { input: 1, output: 4 } }
${more}`;
  const run = async (name: string, text: string, ...args: string[]) => {
    writeFileSync(join(cwd, `${name}.yaml`), `name: ${name}\n${text}`);
    return totalfm(['run', `${name}.yaml`, '--until', 'parse', '--json', ...args], { cwd });
  };
  const files = (dir: string) =>
    readdirSync(join(cwd, dir), { recursive: true, encoding: 'utf8' })
      .map((path) => join(cwd, dir, path))
      .filter((path) => statSync(path).isFile());

  it('`totalfm parse` reads a table with the experiment’s parser, and tells what it cost', async () => {
    writeFileSync(join(cwd, 'by-model.yaml'), `name: by-model\n${experiment('127.0.0.1')}`);
    writeFileSync(
      join(cwd, 'table.csv'),
      `id,report_text\na,"FINDINGS: ${cyst} This is exam 0."\nb,"The liver is normal. This is exam 1."\n`,
    );
    const result = await totalfm(
      [
        'parse',
        'table.csv',
        '--id-column',
        'id',
        '--experiment',
        'by-model.yaml',
        '--findings',
        'table.jsonl',
        '--json',
      ],
      { cwd, env: { LANGSMITH_TRACING: 'true', LANGSMITH_API_KEY: 'none' } },
    );
    expect(result.code).toBe(0);
    expect(heard).toHaveLength(1 + 2);
    expect(jsonOf(result)).toMatchObject({ reports: 2, failed: 0, ledger: [{ requests: 3 }] });
    const lines = readFileSync(join(cwd, 'table.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toEqual([
      expect.objectContaining({ reportId: 'a', finding: 'renal_cyst', sizeMm: 14 }),
      expect.objectContaining({ reportId: 'b', organ: 'liver', state: 'absent', source: 'rules' }),
      expect.objectContaining({ reportId: 'b', organ: 'liver' }),
    ]);
  });

  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, '0.0.0.0', listening));
    port = (server.address() as AddressInfo).port;
    await totalfm(['phantom', '--out', 'exams', '--exams', '3', '--seed', '11'], { cwd });
    readdirSync(join(cwd, 'exams'))
      .filter((name) => name.startsWith('phantom'))
      .forEach((exam, index) => {
        const file = join(cwd, 'exams', exam, 'report.txt');
        appendFileSync(file, `\n\nFINDINGS: ${cyst} This is exam ${index}, of Mr. Zebedee ${surname}, on 2021-03-04.`);
        reports.set(exam, readFileSync(file, 'utf8'));
      });
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    heard = [];
    connections = 0;
  });

  it('goes on whatever the model answers, counts it, and asks for nothing twice', async () => {
    const first = await run('local', experiment('127.0.0.1'));
    expect(first.code, first.stderr).toBe(0);
    expect(heard.length).toBe(1 + 2 + 1);
    const manifest = JSON.parse(readFileSync(join(cwd, 'runs/local/manifest.json'), 'utf8')) as {
      stages: { stage: string; warnings: object; exams: object }[];
    };
    expect(manifest.stages.find(({ stage }) => stage === 'parse')).toMatchObject({
      exams: { done: 3, failed: 0 },
      warnings: { TFM_LLM_FALLBACK: 2, TFM_LLM_DROPPED: 1 },
    });
    const ledger = JSON.parse(readFileSync(join(cwd, 'runs/local/ledger.json'), 'utf8')) as object[];
    expect(ledger).toEqual([
      expect.objectContaining({
        component: 'llm',
        reports: 3,
        requests: 4,
        inputTokens: 2100,
        cost: 0.0027,
        fallbacks: 2,
        'failed.refused': 1,
        'failed.unusable': 1,
        'dropped.quote-not-found': 1,
      }),
    ]);
    const lines = readFileSync(join(cwd, 'runs/local/artifacts/parse/reports.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map(
        (line) =>
          JSON.parse(line) as {
            exam: string;
            report: {
              findings: {
                finding?: string;
                source?: string;
                sizeMm?: number;
                sentence: { text: string; start: number; end: number };
              }[];
            };
          },
      );
    expect(lines.map(({ exam }) => exam)).toEqual([...reports.keys()]);
    for (const {
      exam,
      report: { findings },
    } of lines) {
      expect(findings.find(({ finding, sizeMm }) => finding === 'renal_cyst' && sizeMm === 14)).toBeDefined();
      for (const { sentence } of findings)
        expect(reports.get(exam)?.slice(sentence.start, sentence.end)).toBe(sentence.text);
    }
    expect(lines.map(({ report }) => new Set(report.findings.map(({ source }) => source)).has('rules'))).toEqual([
      false,
      true,
      true,
    ]);

    heard = [];
    expect(
      (await run('again', experiment('127.0.0.1'), '--set', 'parser.timeoutSeconds=60', '--set', 'compute.workers=2'))
        .code,
    ).toBe(0);
    expect(heard.length).toBe(2 + 1);
  });

  it('keeps report text in one artifact only, which is for it', async () => {
    const words = [...reports.values()]
      .flatMap((report) => report.split(/(?<=[.:])\s+/))
      .map((sentence) => sentence.trim())
      .filter((sentence) => sentence.length > 15 && sentence.includes(' '));
    expect(words.length).toBeGreaterThan(10);
    const { stdout, stderr } = await run('told', experiment('127.0.0.1'), '--set', 'seed=1', '--debug');
    const places = new Map([
      ...files('runs').map((path) => [path, readFileSync(path, 'latin1')] as const),
      ['stdout', stdout],
      ['stderr', stderr],
    ]);
    const holding = [...places]
      .filter(([, text]) => [surname, ...words].some((word) => text.includes(word)))
      .map(([path]) => path.replace(cwd, ''));
    expect(holding.length).toBeGreaterThan(0);
    for (const path of holding)
      expect(path).toMatch(
        /\/runs\/\.artifacts\/parse-[^/]*\/reports\.jsonl$|\/runs\/[^/]+\/artifacts\/parse\/reports\.jsonl$/,
      );
  });

  it('is asked again what it left open where the stage is done anew, as the end of the run says', async () => {
    writeFileSync(join(cwd, 'anew.yaml'), `name: anew\n${experiment('127.0.0.1')}`);
    const anew = (...args: string[]) => totalfm(['run', 'anew.yaml', '--until', 'parse', ...args], { cwd });
    const says = /^parse: TFM_LLM_FALLBACK in 2 of 3 exams, .*`--redo parse`$/m;
    for (const [args, requests] of [
      [[], 0],
      [['--redo', 'parse'], 2 + 1],
    ] as const) {
      heard = [];
      const { code, stdout, stderr } = await anew(...args);
      expect([code, heard.length, stdout], stderr).toEqual([0, requests, expect.stringMatching(says)]);
    }
  });

  it('is compared with the rules: votes, agreement, and a page of what differs', async () => {
    const both = experiment('127.0.0.1')
      .replace('models: {', 'models: { plain: { use: rules }, asked: { use: llm, model: $chat, retries: 0 },')
      .replace(/parser: .*/, 'parser: { use: ensemble, parsers: [$asked, $plain] }');
    const voted = await run('both', both);
    expect(voted.code, voted.stderr).toBe(0);
    const reviewed = await totalfm(['review', 'both', '--json'], { cwd });
    expect(reviewed.code, reviewed.stderr).toBe(0);
    const { agreement, disagreements, page, lines } = jsonOf(reviewed) as unknown as {
      agreement: object[];
      disagreements: { exam: string; votes: object }[];
      page: string;
      lines: string;
    };
    expect(agreement).toContainEqual(
      expect.objectContaining({ organ: 'kidney', finding: 'renal_cyst', parsers: ['asked', 'plain'], agreement: 1 }),
    );
    expect(disagreements.length).toBeGreaterThan(0);
    expect(readFileSync(join(cwd, lines), 'utf8').trim().split('\n')).toHaveLength(disagreements.length);
    expect(readFileSync(join(cwd, page), 'utf8')).toContain(disagreements[0].exam);
    expect((await totalfm(['review', 'both', '--organ', 'liver'], { cwd })).stdout).toMatch(/asked: .*\n {2}plain: /);
    expect((await totalfm(['review', 'local'], { cwd })).stderr).toContain('TFM_REVIEW_NOTHING');
  });

  it.skipIf(!outside)('sends nothing to another machine, and says what to set', async () => {
    const refused = await run('refused', experiment(outside as string));
    expect(refused.code).not.toBe(0);
    expect(jsonOf(refused)).toMatchObject({
      error: { code: 'TFM_PRIVACY_REMOTE', fix: expect.stringContaining('remote: allow') },
    });
    expect([connections, heard]).toEqual([0, []]);
  });

  it.skipIf(!outside)('sends it de-identified where the experiment allows it', async () => {
    process.env.OPENAI_API_KEY = 'none';
    const allowed = await run('allowed', experiment(outside as string, 'privacy: { remote: allow }'));
    expect(allowed.code, allowed.stderr).toBe(0);
    expect(heard.length).toBeGreaterThan(0);
    expect(heard.join()).toContain('[NAME_1]');
    expect(heard.join()).not.toMatch(new RegExp(`${surname}|Zebedee|2021-03`));
  });
});
