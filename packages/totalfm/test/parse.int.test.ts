import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonOf, root, totalfm, type CliResult } from './support/cli.ts';

const cwd = mkdtempSync(join(tmpdir(), 'totalfm-parse-'));
const run = (...args: string[]) => totalfm(args, { cwd });
const csv = (name: string, bytes: Buffer | string) => writeFileSync(join(cwd, name), bytes);
const lines = (name: string) => readFileSync(join(cwd, name), 'utf8').trimEnd().split('\n');

describe('parse', () => {
  it('writes labels and findings of a table, with quoted lines, a mark and exact characters', async () => {
    const report =
      'Emphysema in both "lungs",\nno effusion.\r\nNo lymphadenopathy. Stent in the left anterior descending artery.';
    csv(
      'good.csv',
      `\ufeffAccessionNo,report_text\r\na-1,"${report.replaceAll('"', '""')}"\r\n"b, 2",Liver normal.\r\n`,
    );
    const result = await run(
      'parse',
      'good.csv',
      '--text-column',
      'report_text',
      '--id-column',
      'AccessionNo',
      '--labels',
      'ct-rate-18',
      '--out',
      'labels.csv',
      '--findings',
      'findings.jsonl',
    );
    expect(result).toMatchObject({ code: 0, stderr: '' });
    const [header, one, two, ...rest] = lines('labels.csv');
    expect(header.split(',')).toHaveLength(19);
    expect(header).toMatch(/^AccessionNo,Medical material,Arterial wall calcification,/);
    expect(one).toBe('a-1,1,0,0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0');
    expect([two, rest]).toEqual(['"b, 2",0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0', []]);
    const findings = lines('findings.jsonl').map(
      (line) =>
        JSON.parse(line) as {
          reportId: string;
          row: number;
          finding?: string;
          state: string;
          sentence: string;
          start: number;
          end: number;
        },
    );
    for (const { reportId, sentence, start, end } of findings)
      expect((reportId === 'a-1' ? report : 'Liver normal.').slice(start, end)).toBe(sentence);
    expect(findings.map(({ finding, state }) => `${finding} ${state}`)).toEqual(
      expect.arrayContaining(['emphysema present', 'lymphadenopathy absent', 'medical_material present']),
    );
  });

  it('goes on after every kind of bad row, and counts it', async () => {
    const rows = [
      'a,"A 5 mm nodule in the right lung."',
      'b,',
      'c,"   "',
      'a,No effusion.',
      'd,<p>Cardiomegaly.</p><p>No&nbsp;ascites</p>',
      'e,Emphysema caf\xe9.',
      'f,"\0\x01\x02PK"',
      `g,${'x '.repeat(5_200_000)}`,
      'h',
      'i,Liver normal,more',
      'j,"open quote: hiatal hernia',
      'k,Gallstones.',
    ];
    csv('bad.csv', Buffer.from(`id,report_text\n${rows.join('\n')}\n`, 'latin1'));
    const result = await run(
      'parse',
      'bad.csv',
      '--id-column',
      'id',
      '--labels',
      'ct-rate-18',
      '--out',
      'bad-labels.csv',
      '--findings',
      'bad.jsonl',
      '--json',
    );
    expect(result.code).toBe(0);
    const output = jsonOf(result) as unknown as {
      reports: number;
      failed: number;
      failures: { code: string; where: { line: number } }[];
      warnings: Record<string, number>;
    };
    expect(output).toMatchObject({
      reports: 12,
      failed: 7,
      warnings: { TFM_REPORT_ID_DUPLICATE: 1, TFM_REPORT_MARKUP: 1, TFM_REPORT_ENCODING: 1 },
    });
    expect(output.failures.map(({ code, where }) => `${where.line} ${code}`)).toEqual([
      '3 TFM_REPORT_EMPTY',
      '4 TFM_REPORT_EMPTY',
      '8 TFM_REPORT_NOT_TEXT',
      '9 TFM_REPORT_TOO_LONG',
      '10 TFM_REPORT_ROW',
      '11 TFM_REPORT_ROW',
      '12 TFM_REPORT_ROW',
    ]);
    // One row a report, a failed one with its id and no labels: not known is not 0.
    expect(
      lines('bad-labels.csv')
        .slice(1)
        .map((line) => line.replace(/^([^,]*),(\d?).*/, '$1 $2').trim()),
    ).toEqual(['a 0', 'b', 'c', 'a 0', 'd 0', 'e 0', 'f', 'g', 'h', 'i', 'row-11', 'k 0']);
    expect(lines('bad.jsonl').map((line) => JSON.parse(line) as { sentence: string })).toContainEqual(
      expect.objectContaining({ reportId: 'd', sentence: 'No&nbsp;ascites', start: 23, end: 38 }),
    );
    expect(result.stderr).toContain('TFM_REPORT_TOO_LONG');
    expect(result.stderr).not.toContain('hernia');
  });

  describe('in other encodings', () => {
    const japanese = '右腎に嚢胞を認めます。肝臓に異常を認めません。';
    const shiftJis = Buffer.from(
      '8945907482c99458964582f0944682df82dc82b781428acc919f82c988d98fed82f0944682df82dc82b982f18142',
      'hex',
    );
    const western = Buffer.from('Left renal cyst, \x93na\xefve\x94.', 'latin1');
    const findingsOf = (result: CliResult) =>
      (jsonOf(result).report as { findings: { organ: string; state: string; sentence: { text: string } }[] }).findings;

    it('reads UTF-16 by its mark, of either order, and in a table', async () => {
      const little = Buffer.from(`\ufeff${japanese}`, 'utf16le');
      csv('little.txt', little);
      csv('big.txt', Buffer.from(little).swap16());
      csv('big.csv', Buffer.from(`\ufeffid,report_text\r\n1,"${japanese}"\r\n`, 'utf16le').swap16());
      const expected = findingsOf(await run('parse', 'little.txt', '--json'));
      expect(expected.map(({ sentence }) => sentence.text)).toContain('右腎に嚢胞を認めます。');
      for (const file of ['big.txt', 'big.csv'])
        expect(findingsOf(await run('parse', file, '--json'))).toEqual(expected);
    });

    it('reads what --encoding says, in a report and in a table, quotes and commas included', async () => {
      csv('sjis.txt', shiftJis);
      csv('sjis.csv', Buffer.concat([Buffer.from('id,report_text\n1,"'), shiftJis, Buffer.from('"\n2,"a,b"\n')]));
      const expected = findingsOf(await run('parse', 'sjis.txt', '--encoding', 'sjis', '--json'));
      expect(expected.map(({ sentence }) => sentence.text)).toContain('右腎に嚢胞を認めます。');
      expect((await run('parse', 'sjis.csv', '--encoding', 'Shift_JIS', '--findings', 'sjis.jsonl')).code).toBe(0);
      expect(lines('sjis.jsonl').map((line) => (JSON.parse(line) as { sentence: string }).sentence)).toContain(
        '右腎に嚢胞を認めます。',
      );
      const utf16 = Buffer.from(`id,report_text\n1,"Left renal cyst."\n`, 'utf16le');
      csv('unmarked.csv', utf16);
      expect(findingsOf(await run('parse', 'unmarked.csv', '--encoding', 'utf-16le', '--json'))[0].organ).toBe(
        'kidney',
      );
    });

    it('says what a text looks like that it cannot read, and reads Western ones with a warning', async () => {
      csv('western.txt', western);
      csv(
        'mixed.csv',
        Buffer.concat([Buffer.from('id,report_text\n1,'), shiftJis, Buffer.from('\n2,Left renal cyst.\n')]),
      );
      const mixed = await run('parse', 'mixed.csv', '--json');
      expect(jsonOf(mixed)).toMatchObject({
        reports: 2,
        failures: [
          {
            code: 'TFM_REPORT_ENCODING',
            where: { line: 2 },
            message: 'The text is not utf-8 text; it looks like shift_jis.',
            fix: 'Save it as UTF-8, or add `--encoding shift_jis`.',
          },
        ],
      });
      const read = await run('parse', 'western.txt', '--json');
      expect(jsonOf(read)).toMatchObject({ failed: 0, warnings: { TFM_REPORT_ENCODING: 1 } });
      expect(findingsOf(read)[0].sentence.text).toBe('Left renal cyst, “naïve”.');
      for (const [args, code, told] of [
        [['sjis.txt'], 'TFM_REPORT_NONE', 'looks like shift_jis'],
        [['western.txt', '--encoding', 'utf-8'], 'TFM_REPORT_NONE', 'looks like windows-1252'],
        [['unmarked.csv'], 'TFM_REPORT_TABLE', 'looks like utf-16le'],
        [['mixed.csv', '--encoding', 'klingon'], 'TFM_USAGE', 'no encoding of this name'],
      ] as const) {
        const { code: exit, stderr } = await run('parse', ...args);
        expect([exit, stderr]).toEqual([code === 'TFM_USAGE' ? 2 : 1, expect.stringContaining(told)]);
        expect(stderr).toContain(code);
      }
    });
  });

  it('reads UTF-16, a single report, and tells of what it cannot use', async () => {
    csv('utf16.csv', Buffer.from('\ufeffid,report_text\r\n1,"Left renal cyst, 2 cm."\r\n', 'utf16le'));
    expect((await run('parse', 'utf16.csv')).stdout).toMatch(/kidney\s+renal_cyst\s+present\s+left\s+Left\s+20 mm/);
    csv('one.txt', 'FINDINGS: No lymphadenopathy.');
    expect((await run('parse', '--report', 'one.txt')).stdout).toMatch(/body\s+lymphadenopathy\s+absent/);
    csv('empty.csv', '');
    csv('binary.csv', Buffer.from(Array.from({ length: 2000 }, (_, i) => i % 256)));
    csv('blank.csv', 'id,report_text\n1,\n');
    for (const [args, code, exit] of [
      [['parse'], 'TFM_USAGE', 2],
      [['parse', 'one.txt', '--labels', 'ct-rate'], 'TFM_USAGE', 2],
      [['parse', 'one.txt', '--out', 'x.csv'], 'TFM_USAGE', 2],
      [['parse', 'one.txt', '--parser', 'ruls'], 'TFM_COMPONENT_UNKNOWN', 2],
      [['parse', 'missing.csv'], 'TFM_FILE_MISSING', 1],
      [['parse', 'empty.csv'], 'TFM_REPORT_TABLE', 1],
      [['parse', 'binary.csv'], 'TFM_REPORT_TABLE', 1],
      [['parse', 'utf16.csv', '--text-column', 'report'], 'TFM_REPORT_TABLE', 1],
      [['parse', 'blank.csv', '--findings', 'none.jsonl'], 'TFM_REPORT_NONE', 1],
    ] as const) {
      const result = await run(...args);
      expect([args, result.code, result.stderr]).toEqual([args, exit, expect.stringContaining(`error ${code}`)]);
    }
    csv('headless.csv', '"1","Huge hiatal hernia."\n');
    const headless = await run('parse', 'headless.csv');
    expect([headless.code, headless.stderr]).toEqual([1, expect.not.stringContaining('hernia')]);
    expect(readdirSync(cwd).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('evaluate-parser', () => {
  const table = resolve(root, process.env.TOTALFM_TEST_DATA ?? '../shared/data', 'reports/chest-ct-755.csv');

  it.skipIf(!existsSync(table))(
    'finds 0.95 of macro F1 on the half of real reports that no term was chosen on',
    async () => {
      const output = jsonOf(
        await run(
          'evaluate-parser',
          table,
          '--id-column',
          'AccessionNo',
          '--half',
          'report',
          '--page',
          'misses.html',
          '--resamples',
          '100',
          '--json',
        ),
      );
      expect(output).toMatchObject({ parser: 'rules' });
      const { reports, byLabel, byState, failed } = output as unknown as {
        reports: number;
        failed: number;
        byLabel: { macroF1: Interval; groups: Record<string, { f1: Interval }> };
        byState: { groups: object };
      };
      expect([reports > 350, failed]).toEqual([true, 0]);
      expect(byLabel.macroF1.value).toBeGreaterThanOrEqual(0.95);
      expect(byLabel.macroF1.low).toBeLessThan(byLabel.macroF1.value);
      expect(Object.keys(byLabel.groups)).toHaveLength(18);
      expect(Object.keys(byState.groups)).toEqual(['present', 'absent']);
    },
  );

  it('shows every miss with its sentence, escaped', async () => {
    const labels =
      (await run('parse', 'good.csv', '--labels', 'ct-rate-18', '--out', 'names.csv')).code === 0
        ? lines('names.csv')[0].split(',').slice(1)
        : [];
    csv(
      'labelled.csv',
      `report_text,${labels.join(',')}\n<b onload=x>Cardiomegaly</b> & <script>alert(1)</script>.,${labels.map(() => 0).join(',')}\nLiver normal.,${labels.map(() => 'x').join(',')}\n`,
    );
    const output = jsonOf(await run('evaluate-parser', 'labelled.csv', '--page', 'misses.html', '--json'));
    expect(output).toMatchObject({ reports: 1, misses: 1, failed: 1 });
    const page = readFileSync(join(cwd, 'misses.html'), 'utf8');
    expect(page).toContain('Cardiomegaly');
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toContain('<script');
  });

  it('finds 0.98 of F1 in organ, state, side and size on reports of phantoms, and 0.95 of Merlin’s labels', async () => {
    const of = ['--phantom', '60', '--seed', '5', '--labels', 'merlin-30'];
    const { organ, byState, side, size, byLabel } = jsonOf(
      await run('evaluate-parser', ...of, '--resamples', '50', '--json'),
    ) as unknown as Record<'organ' | 'side' | 'size', { f1: Interval }> & {
      byState: { groups: Record<string, { f1: Interval }> };
      byLabel: { macroF1: Interval; groups: object };
    };
    // Phantoms have 26 of the 30 findings. A hedged one is told, and its label 0.
    expect(Object.keys(byLabel.groups)).toHaveLength(26);
    expect(byLabel.macroF1.value).toBeGreaterThanOrEqual(0.95);
    for (const { f1 } of [organ, side, size, ...Object.values(byState.groups)])
      expect(f1.value).toBeGreaterThanOrEqual(0.98);
  });
});

interface Interval {
  readonly value: number;
  readonly low: number;
}
