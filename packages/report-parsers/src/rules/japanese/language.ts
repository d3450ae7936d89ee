import type { FindingState, Side } from '@totalfm/core';

/** What a sentence's verb, or what stands for one, says of what was named before it. */
export interface PredicateMeaning {
  readonly state: Exclude<FindingState, 'not-mentioned'>;
  /** Change against a prior exam, in the words of the English rules. */
  readonly change?: string;
  /** `著変なし`: an organ is normal, a finding is as before. */
  readonly same?: true;
  /** `切除を勧める`, `既往あり`: no finding of this exam. */
  readonly notFound?: true;
}

const denial = [
  '認め(?:られ)?(?:ない|ません|ず|なかった|なく)',
  '(?:み|見)られ(?:ない|ません|ず|なかった|なく)',
  'ありません',
  '(?<!少|で|れ)な(?:し|い|く)',
  '無(?:し|い|く)',
  '(?:指摘|同定|確認|描出)(?:でき|され|出来)(?:ない|ず|ません)',
  '明らかで(?:は)?な(?:い|く)',
  '目立た(?:ない|ず)',
  '疑われ(?:ない|ず)',
  '消失',
  '陰性',
  '否定的',
  '可能性は低',
  '[(（]\\s*[-−ー－‐]\\s*[)）]',
].join('|');

/** Tried in this order at each place. */
const predicates: ReadonlyArray<readonly [pattern: string, meaning: PredicateMeaning]> = [
  [
    '(?:著|有意な|明らかな)?変(?:化)?(?:は|を|も)?(?:な(?:し|い|く)|認め(?:ない|ず|ません)|(?:み|見)られ(?:ない|ず|ません))|不変|変わりな(?:し|い|く)|同様',
    { state: 'present', change: 'unchanged', same: true },
  ],
  [`疑(?:う|われる|わせる|い)[^、。]{0,10}?(?:${denial})`, { state: 'absent' }],
  [
    '(?:否定|除外)(?:は|も)?(?:でき|出来)(?:ない|ず|ません)|可能性(?:が|は|も)?(?:ある|あり|高い|考え\\S{0,4}|否定でき\\S{1,3}|残る)?|疑(?:い|う|われ|わせ|って)(?:る|ます)?(?:あり)?|示唆|鑑別|考慮|かもしれ|[?？]|[(（]\\s*±\\s*[)）]',
    { state: 'uncertain' },
  ],
  [
    '(?:既往|摘出の?既往)(?:が|は)?(?:ある|あり)?|(?:を|も)?(?:お勧め|勧め|推奨|検討|お願い)\\S{0,6}',
    { state: 'present', notFound: true },
  ],
  [denial, { state: 'absent' }],
  ['増大(?:して\\S{1,2}|傾向)?|増加(?:して\\S{1,2})?|増悪(?:して\\S{1,2})?', { state: 'present', change: 'increased' }],
  ['縮小(?:して\\S{1,2}|傾向)?|減少(?:して\\S{1,2})?|改善(?:して\\S{1,2})?', { state: 'present', change: 'decreased' }],
  [
    '認め(?:られ)?(?:る|ます|た|まし|て|(?=[、,。]|$))|(?:み|見)られ(?:る|ます|た|(?=[、,。]|$))|(?:で)?(?:あり|ある)(?:ます)?|有り|存在(?:する|し)?|散見(?:され)?(?:る|ます)?|伴(?:う|い|って)|呈(?:する|し)|考え(?:る|ます|られ)(?:る|ます)?|思われ(?:る|ます)?|です|である|して(?:いる|おり|います)|[(（]\\s*[+＋]\\s*[)）]',
    { state: 'present' },
  ],
];

export interface Predicate extends PredicateMeaning {
  readonly start: number;
  readonly end: number;
}

const anyPredicate = new RegExp(predicates.map(([pattern]) => `(${pattern})`).join('|'), 'g');

/** Every predicate of the text, in its order. */
export function findPredicates(text: string): Predicate[] {
  return [...text.matchAll(anyPredicate)].map((match) => ({
    ...predicates[match.slice(1).findIndex((group) => group !== undefined)][1],
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** Names of findings that many organs may have: they need an organ. */
export const generalTerms: ReadonlySet<string> = new Set([
  '結節',
  '小結節',
  '結節影',
  '腫瘤',
  '腫瘍',
  '嚢胞',
  'のう胞',
  '嚢胞性病変',
  '結石',
  '石灰化',
  '腫大',
  '肥大',
  '拡大',
  '拡張',
  '萎縮',
  '壁',
  '肥厚',
  '壁肥厚',
  '転移',
  '転移巣',
  '骨折',
  '梗塞',
  '腺腫',
  '虚脱',
  '脂肪沈着',
  '脂肪浸潤',
  '脂肪化',
  '大きさ',
  '正常',
  'nodule',
  '瘤状拡張',
  '動脈瘤',
  '壁浮腫',
  '粘膜下浮腫',
  '浮腫状肥厚',
]);

/** Anatomy that no organ of ours stands for: what follows is not about the organ before. */
export const otherAnatomy: readonly string[] = [
  'リンパ節',
  '縦隔',
  '肺門',
  '肺動脈',
  '肺静脈',
  '大静脈',
  '門脈',
  '脾静脈',
  '脾動脈',
  '腎動脈',
  '腎静脈',
  '肝動脈',
  '肝静脈',
  '腸骨',
  '腸間膜',
  '大網',
  '腹膜',
  '後腹膜',
  '横隔膜',
  '子宮',
  '卵巣',
  '付属器',
  '精嚢',
  '膣',
  '甲状腺',
  '乳腺',
  '乳房',
  '胸腺',
  '気管支',
  '気管',
  '喉頭',
  '筋肉',
  '腸腰筋',
  '筋',
  '皮下',
  '皮膚',
  '肋骨',
  '胸骨',
  '鎖骨',
  '肩甲骨',
  '大腿骨',
  '骨盤',
  '仙骨',
  '頭蓋',
  '脳',
  '尿管',
  '中心',
  '心窩部',
  '腋窩',
  '鼠径',
];

export const sideWords: ReadonlyArray<readonly [pattern: string, sides: readonly Side[]]> = [
  ['両側|両|左右', ['left', 'right']],
  ['左', ['left']],
  ['右', ['right']],
];

export const newWords = /新規|新たな|新出|新しい/;
/** Before a finding: it is there, whatever the sentence denies later (`軽度脂肪肝、胆石なし`). */
export const degreeWords = /軽度|軽微|中等度|高度|著明|少量|多量|多発|散在|小さな|微小|\d\s*(?:mm|cm|㎜|㎝)/;
/** With a denial: the organ is normal. */
export const abnormality =
  /異常(?:所見|信号|吸収域|濃染)?|特記(?:す?べき)?(?:所見|事項)?|有意(?:な)?所見|(?:占拠性|粗大|限局性)?病変|SOL/;
export const normality = /正常(?:範囲|大)?|n\.?p\.?(?![a-z])|WNL/i;

/** Titles of parts that are read, and of parts that are not. */
export const findingsTitles = [
  '所見',
  '画像所見',
  'CT所見',
  '診断',
  '画像診断',
  '印象',
  '結論',
  'まとめ',
  'インプレッション',
];
export const excludedTitles = [
  '臨床診断',
  '臨床情報',
  '依頼内容',
  '依頼目的',
  '検査目的',
  '検査方法',
  '検査部位',
  '撮像方法',
  '撮影方法',
  '目的',
  '既往歴',
  '既往',
  '現病歴',
  '病歴',
  '主訴',
  '比較',
  '前回',
  '推奨',
  '造影剤',
];
