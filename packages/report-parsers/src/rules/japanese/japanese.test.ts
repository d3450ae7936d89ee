import { builtInOrgans } from '@totalfm/anatomy';
import { describe, expect, it } from 'vitest';
import { createRulesParser } from '../create-rules-parser.ts';

const parser = createRulesParser({ organs: builtInOrgans });

/** `organ/finding` or `organ`, `+` present, `-` absent, `?` uncertain, side letters, size. */
async function read(report: string): Promise<string[]> {
  const { findings } = await parser.parse(report);
  for (const { sentence } of findings) expect(report.slice(sentence.start, sentence.end)).toBe(sentence.text);
  return findings.map(({ organ, finding, state, sides, sizeMm, change }) =>
    [
      `${{ present: '+', absent: '-', uncertain: '?' }[state]}${finding ?? organ}`,
      sides.map((side) => side[0].toUpperCase()).join(''),
      sizeMm,
      change,
    ]
      .filter(Boolean)
      .join(' '),
  );
}

describe('Japanese reports', () => {
  it.each<[string, string[]]>([
    ['右腎に12mm大の嚢胞を認める。', ['+renal_cyst R 12']],
    ['肝嚢胞。', ['+hepatic_cyst']],
    ['肝に嚢胞を認めるが、転移を疑う所見は認めない。', ['+hepatic_cyst', '-liver_metastases']],
    ['胸水、腹水なし。', ['-pleural_effusion', '-ascites']],
    ['軽度脂肪肝、胆石なし。', ['+hepatic_steatosis', '-gallstones']],
    ['肝・胆・膵・脾・腎に異常を認めない。', ['-liver', '-gallbladder', '-pancreas', '-spleen', '-kidney']],
    ['副腎に腫瘤は指摘できない。', ['-adrenal_nodule']],
    ['左肺下葉に径１．５ｃｍの結節影あり、原発性肺癌を否定できない。', ['+lung_nodule L 15', '?lung']],
    ['両側胸水を少量認め、受動性無気肺を伴う。', ['+pleural_effusion LR', '+atelectasis']],
    ['L1椎体に圧迫骨折の疑い。', ['?vertebral_fracture']],
    ['膵尾部に8mmの嚢胞性病変を認め、IPMNの可能性がある。', ['+pancreatic_cyst 8', '?pancreatic_cyst']],
    ['右中葉の結節は前回と比べ著変なし。', ['+lung_nodule R unchanged']],
    ['左腎結石は消失している。', ['-renal_stone L']],
    ['大動脈や冠動脈に石灰化あり。', ['+coronary_calcification', '+atherosclerosis']],
    ['脾腫は明らかでない。', ['-splenomegaly']],
    ['リンパ節腫大を認めない。', []],
    ['肝の大きさは正常。腫大なし。', ['-hepatomegaly', '-hepatomegaly']],
    ['胸水(-)、心嚢液(+)。', ['-pleural_effusion', '+pericardial_effusion']],
    ['水腎症なし。結石もありません。', ['-hydronephrosis', '-renal_stone']],
    ['胆嚢摘出後。', ['+surgically_absent_gallbladder']],
    ['肺炎の可能性は否定できない。', ['?consolidation']],
    ['右肺に結節を認めず、左肺に浸潤影を認めます。', ['-lung_nodule R', '+consolidation L']],
    ['新規の骨転移が出現している。', ['+bone_metastasis new']],
    ['腎癌術後の既往あり。', []],
  ])('%s', async (report, expected) => {
    expect(await read(report)).toEqual(expected);
  });

  it('reads findings and impression, not the request', async () => {
    expect(await read('【検査目的】\n肝転移の精査\n【所見】\n肝に腫瘤なし。\n脾腫あり。\n【診断】脾腫')).toEqual([
      '-liver',
      '+splenomegaly',
      '+splenomegaly',
    ]);
  });
});
