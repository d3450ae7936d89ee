import { defineOrgan } from '../../define/organ.ts';

/** One lung with its pleura: the right and left pleura belong to the lung of that side. */
export const lung = defineOrgan({
  organ: 'lung',
  name: 'lung',
  structures: {
    left: ['lung_upper_lobe_left', 'lung_lower_lobe_left'],
    right: ['lung_upper_lobe_right', 'lung_middle_lobe_right', 'lung_lower_lobe_right'],
  },
  terms: [
    'lung*', 'lung base*', 'pulmonary', 'pleura*', 'pleural space*', 'hemithora*', 'upper lobe*', 'middle lobe*', 'lower lobe*', 'lingula*', 'lobar', 'costophrenic',
    'apical segment*', 'basal segment*', 'bibasilar', 'bibasal*', 'biapical', 'bronch*', 'airway*', 'airspace*', 'pneumothora*',
    'lul', 'lll', 'rul', 'rml', 'rll',
  ],
  sideTerms: { left: ['lingula*', 'lul', 'lll'], right: ['middle lobe*', 'rul', 'rml', 'rll'] },
  findings: [
    {
      id: 'lung_nodule',
      name: 'lung nodule',
      grade: 'tiny',
      terms: [
        'lung nodule*', 'pulmonary nodule*', 'parenchymal nodule*', 'subpleural nodule*', 'micronodule*', 'pulmonary granuloma*',
        'nodule*', 'nodular & lesion*', 'nodular densit*', 'nodular opacit*', 'granuloma*',
      ],
      prompts: {
        present: [
          'There is a small solid nodule in the {side} lung.',
          'A pulmonary nodule is seen within the {side} lung parenchyma.',
          'Tiny rounded soft tissue opacity in the {side} lung consistent with a pulmonary nodule.',
          'The {side} lung contains a well-circumscribed nodule measuring several millimeters.',
          'Solitary {side} pulmonary nodule, for which follow-up CT is advised.',
          'A noncalcified nodule is identified in the {side} lung.',
          'Indeterminate {side} lung nodule.',
        ],
        absent: [
          'No pulmonary nodules are seen in the {side} lung.',
          'The {side} lung is free of nodules or masses.',
          'There is no suspicious {side} lung nodule.',
          'No focal nodular opacity in the {side} lung parenchyma.',
          'Clear {side} lung without a nodule.',
        ],
      },
    },
    {
      id: 'consolidation',
      name: 'consolidation',
      grade: 'focal',
      terms: [
        'consolidat*', 'airspace opacit*', 'air space opacit*', 'airspace disease', 'air space disease', 'airspace opacification',
        'lobar pneumonia', 'lobe pneumonia', 'air bronchogram*',
      ],
      prompts: {
        present: [
          'There is a focal consolidation in the {side} lung with air bronchograms.',
          'Dense airspace opacity in the {side} lung, concerning for pneumonia.',
          'Confluent consolidation is present within the {side} lung.',
          'Patchy {side} airspace consolidation compatible with an infectious process.',
          'The {side} lung shows segmental opacification with obscured vessels.',
          'Lobar pneumonia on the {side}.',
        ],
        absent: [
          'No focal consolidation in the {side} lung.',
          'The {side} lung is clear without airspace disease.',
          'There is no evidence of pneumonia in the {side} lung.',
          'No airspace opacity is identified on the {side}.',
          'The {side} lung is well aerated.',
        ],
      },
    },
    {
      id: 'atelectasis',
      name: 'atelectasis',
      grade: 'focal',
      terms: ['atelecta*', 'lobar collapse', 'lung collapse', 'collaps*'],
      prompts: {
        present: [
          'There is atelectasis at the base of the {side} lung.',
          'Linear subsegmental atelectasis in the {side} lower lobe.',
          'Dependent {side} basilar atelectasis with mild volume loss.',
          'Band-like opacity in the {side} lung base, in keeping with discoid atelectasis.',
          'Partial collapse of the {side} lower lobe.',
          'Compressive atelectatic change of the {side} lung.',
        ],
        absent: [
          'No atelectasis is seen in the {side} lung.',
          'The {side} lung is fully expanded without volume loss.',
          'There is no collapse or atelectatic change on the {side}.',
          'The {side} lung base is clear and well inflated.',
        ],
      },
    },
    {
      id: 'pleural_effusion',
      name: 'pleural effusion',
      grade: 'focal',
      terms: [
        'pleural effusion*', 'pleural fluid', 'effusion*', 'bilateral effusion*', 'effusion* & bilaterally', 'right effusion*', 'left effusion*',
        'right sided effusion*', 'left sided effusion*', 'effusion on the right', 'effusion on the left', 'parapneumonic effusion*', 'hydrothora*',
        'hydropneumothora*', 'haemothora*', 'hemothora*', 'fluid & pleural space*', 'fluid & hemithora*',
      ],
      prompts: {
        present: [
          'There is a {side} pleural effusion.',
          'Small layering {side} pleural effusion.',
          'Moderate amount of dependent fluid in the {side} pleural space.',
          'A {side}-sided pleural effusion is present with overlying compressive change.',
          'Free-flowing fluid layers posteriorly in the {side} hemithorax.',
          'Simple {side} effusion along the posterior costophrenic recess.',
        ],
        absent: [
          'No {side} pleural effusion.',
          'The {side} pleural space is clear.',
          'There is no pleural fluid on the {side}.',
          'Dry {side} pleural space without effusion or thickening.',
          'The {side} costophrenic recess is free of fluid.',
        ],
      },
    },
    {
      id: 'emphysema',
      name: 'emphysema',
      grade: 'whole-organ',
      terms: ['emphysema*', 'centrilobular lucenc*', 'hyperinflat*', 'bullous', 'bulla*', 'copd'],
      prompts: {
        present: [
          'There is centrilobular emphysema throughout the {side} lung.',
          'Emphysematous change is noted in the {side} lung.',
          'The {side} lung is hyperlucent and hyperinflated with emphysema.',
          'Moderate to severe upper lobe predominant emphysema of the {side} lung.',
          'Diffuse low-attenuation areas without walls in the {side} lung, representing emphysema.',
          'Paraseptal and centrilobular emphysematous changes.',
        ],
        absent: [
          'No emphysema in the {side} lung.',
          'The {side} lung parenchyma has normal attenuation without emphysematous change.',
          'There is no evidence of emphysema or bullae on the {side}.',
          'Normal aeration and density of the {side} lung.',
        ],
      },
    },
  ],
  languages: {
    ja: {
      terms: ['肺', '肺野', '肺尖', '肺底', '上葉', '中葉', '下葉', '舌区', '胸膜', '胸腔'],
      sideTerms: { left: ['舌区'], right: ['中葉'] },
      findings: {
        lung_nodule: { terms: ['肺結節', '結節', '小結節', '結節影', '粒状影', 'nodule'] },
        consolidation: { terms: ['浸潤影', 'コンソリデーション', 'consolidation', '肺炎'] },
        atelectasis: { terms: ['無気肺', '虚脱'] },
        pleural_effusion: { terms: ['胸水', 'pleural effusion'] },
        emphysema: { terms: ['肺気腫', '気腫性変化', '気腫', 'ブラ', '低吸収領域 & 肺'] },
      },
    },
  },
  normal: [
    'The {side} lung is clear.',
    'Normal {side} lung parenchyma.',
    'The {side} lung is well aerated without focal abnormality.',
    'No abnormality of the {side} lung or pleura.',
    'The {side} lung and pleural space are unremarkable.',
  ],
});
