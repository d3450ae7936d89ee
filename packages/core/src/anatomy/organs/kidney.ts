import { defineOrgan } from '../../define/organ.ts';

export const kidney = defineOrgan({
  organ: 'kidney',
  name: 'kidney',
  structures: { left: ['kidney_left', 'kidney_cyst_left'], right: ['kidney_right', 'kidney_cyst_right'] },
  terms: [
    'kidney*', 'renal', 'intrarenal', 'perirenal', 'perinephric', 'nephrogram*', 'pelvicalyceal', 'pelvicaliceal', 'pyelocaliceal',
    'collecting system*', 'calyx', 'calyces', 'caliceal', 'calyceal', 'renal pelvis', 'ureter*',
  ],
  findings: [
    {
      id: 'renal_cyst',
      name: 'renal cyst',
      grade: 'focal',
      terms: [
        'renal cyst*', 'renal cortical cyst*', 'kidney cyst*', 'cortical cyst*', 'parapelvic cyst*', 'peripelvic cyst*', 'bosniak', 'cyst*',
        'cystic lesion*', 'cystic focus', 'cystic foci', 'fluid attenuation lesion*', 'fluid density lesion*',
      ],
      prompts: {
        present: [
          'There is a simple cyst in the {side} kidney.',
          'A {side} renal cyst.',
          'Exophytic fluid-attenuation lesion of the {side} kidney, consistent with a cyst.',
          'The {side} kidney contains a well-defined cortical cyst.',
          'Simple {side} renal cyst, Bosniak I.',
          'Low-density, nonenhancing {side} renal lesion compatible with a benign cyst.',
        ],
        absent: [
          'No {side} renal cyst.',
          'There is no cyst in the {side} kidney.',
          'No cystic or solid lesion of the {side} kidney.',
          'The {side} kidney is free of cysts.',
        ],
      },
    },
    {
      id: 'hydronephrosis',
      name: 'hydronephrosis',
      grade: 'focal',
      terms: [
        'hydronephro*', 'hydroureteronephro*', 'pelvicaliectasis', 'pelvicaliectasia', 'pelviectasis', 'pelvocaliectasis', 'caliectasis',
        'pelviectasia', 'collecting system* & dilat*', 'pelvicalyceal & dilat*', 'renal pelvis & dilat*', 'calyces & dilat*',
        'calyceal & dilat*', 'pelvicalyceal & ectasia',
      ],
      prompts: {
        present: [
          'There is {side} hydronephrosis.',
          'The {side} renal collecting system is dilated.',
          'Moderate {side}-sided hydronephrosis with a distended renal pelvis.',
          'Dilatation of the {side} renal pelvis and calyces.',
          'Hydronephrotic {side} kidney.',
          'Fluid-filled, dilated pelvicalyceal system of the {side} kidney.',
        ],
        absent: [
          'No {side} hydronephrosis.',
          'The {side} collecting system is not dilated.',
          'There is no pelvicalyceal dilatation of the {side} kidney.',
          'The {side} renal pelvis is decompressed.',
        ],
      },
    },
    {
      id: 'renal_stone',
      name: 'renal stone',
      grade: 'tiny',
      terms: [
        'renal stone*', 'renal calcul*', 'kidney stone*', 'kidney calcul*', 'nephrolith*', 'urolith*', 'staghorn', 'intrarenal stone*',
        'intrarenal calcul*', 'caliceal stone*', 'calyceal stone*', 'stone*', 'calculus', 'calculi', 'lithiasis',
      ],
      prompts: {
        present: [
          'There is a stone in the {side} kidney.',
          'Nonobstructing calculus in the {side} kidney.',
          '{side} nephrolithiasis.',
          'A punctate hyperdense calculus is seen in a calyx of the {side} kidney.',
          'Calcified {side} renal stone.',
          'The {side} kidney contains a small radiodense calculus.',
        ],
        absent: [
          'No {side} renal stone.',
          'There is no nephrolithiasis on the {side}.',
          'No calculus is seen in the {side} kidney.',
          'The {side} kidney is free of stones.',
        ],
      },
    },
  ],
  languages: {
    ja: {
      terms: ['腎臓', '腎', '腎盂', '腎杯', '腎実質'],
      findings: {
        renal_cyst: { terms: ['腎嚢胞', '腎のう胞', '嚢胞', 'のう胞'] },
        hydronephrosis: { terms: ['水腎症', '水腎', '腎盂拡張', '腎盂 & 拡張'] },
        renal_stone: { terms: ['腎結石', '結石'] },
      },
    },
  },
  normal: [
    'The {side} kidney is normal.',
    'The {side} kidney is unremarkable.',
    'Normal {side} kidney without stone, mass or hydronephrosis.',
    'The {side} kidney enhances normally.',
    'No focal abnormality of the {side} kidney.',
  ],
});
