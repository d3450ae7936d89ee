import { defineOrgan } from '../../define/organ.ts';

/** Small bowel, duodenum and colon as one organ. */
export const bowel = defineOrgan({
  organ: 'bowel',
  name: 'bowel',
  structures: ['small_bowel', 'duodenum', 'colon'],
  terms: [
    'bowel', 'intestin*', 'colon', 'colonic', 'duoden*', 'jejun*', 'ileum', 'ileal', 'ileocecal', 'cecum', 'caecum', 'cecal', 'sigmoid',
    'rectosigmoid', 'rectum', 'rectal', 'appendix', 'appendic*', 'hepatic flexure', 'splenic flexure', 'gastrointestinal', 'bowel loop*',
    'diverticul*', 'enteric',
  ],
  findings: [
    {
      id: 'bowel_obstruction',
      name: 'bowel obstruction',
      grade: 'whole-organ',
      terms: [
        'bowel obstruction', 'small bowel obstruction', 'large bowel obstruction', 'intestinal obstruction', 'colonic obstruction', 'sbo',
        'obstruct*', 'obstructed bowel', 'dilated bowel', 'dilated small bowel', 'dilated loops', 'transition point', 'air fluid level*',
        'dilat*', 'loops & dilat*', 'loops & distention', 'loops & distended', 'distended & small bowel', 'marked distention',
      ],
      contraryTerms: ['nonobstruct*', 'non obstruct*', 'caliber & normal', 'calibre & normal'],
      prompts: {
        present: [
          'There is a small bowel obstruction.',
          'Dilated fluid-filled loops of small bowel with a transition point.',
          'The small bowel is abnormally distended with air-fluid levels, consistent with obstruction.',
          'Findings of high-grade bowel obstruction.',
          'Multiple dilated bowel loops.',
          'Mechanical obstruction of the bowel with upstream dilatation.',
        ],
        absent: [
          'No bowel obstruction.',
          'The bowel is normal in caliber.',
          'There are no dilated loops of bowel.',
          'No evidence of intestinal obstruction.',
          'The bowel loops are decompressed without distention.',
        ],
      },
    },
    {
      id: 'submucosal_edema',
      name: 'submucosal edema',
      grade: 'whole-organ',
      terms: [
        'submucosal edema', 'submucosal oedema', 'mural edema', 'mural oedema', 'bowel wall edema', 'bowel wall oedema', 'wall edema',
        'wall oedema', 'edema*', 'oedema*', 'target sign', 'target appearance', 'submucosal thickening', 'mural stratification', 'submucosal hypoattenuation', 'submucosal low attenuation',
        'submucosal & edema*',
      ],
      prompts: {
        present: [
          'There is submucosal edema of the bowel wall.',
          'Thickened, edematous bowel loops with a target appearance.',
          'Mural stratification with low-attenuation submucosa of the bowel.',
          'Diffuse bowel wall edema.',
          'Edematous thickening of the intestinal wall, which may reflect enterocolitis.',
          'Bowel wall thickening due to submucosal edema.',
        ],
        absent: [
          'No submucosal edema.',
          'The bowel wall is normal in thickness.',
          'There is no bowel wall edema or thickening.',
          'No inflammatory mural change of the bowel.',
        ],
      },
    },
  ],
  languages: {
    ja: {
      terms: ['腸管', '小腸', '大腸', '結腸', '直腸', '盲腸', '虫垂', '十二指腸', '腸'],
      findings: {
        bowel_obstruction: { terms: ['腸閉塞', 'イレウス'] },
        submucosal_edema: { terms: ['粘膜下浮腫', '壁浮腫', '浮腫状肥厚', '浮腫状 & 肥厚'] },
      },
    },
  },
  normal: [
    'The bowel is normal.',
    'The bowel is unremarkable.',
    'Normal small and large bowel without obstruction or wall thickening.',
    'No bowel abnormality.',
    'The bowel loops are normal in caliber and wall thickness.',
  ],
});
