import { defineOrgan } from '@totalfm/core';

export const pancreas = defineOrgan({
  organ: 'pancreas',
  name: 'pancreas',
  structures: ['pancreas'],
  terms: ['pancrea*', 'peripancreatic', 'uncinate'],
  findings: [
    {
      id: 'pancreatic_atrophy',
      name: 'pancreatic atrophy',
      grade: 'whole-organ',
      terms: [
        'pancreatic atrophy',
        'atrophic pancreas',
        'atroph*',
        'pancreatic lipomatosis',
        'fatty replac*',
        'reduced volume',
        'reduced in volume',
        'fatty infiltration',
        'thinning',
        'involution',
        'thinned',
        'volume loss',
      ],
      prompts: {
        present: [
          'The pancreas is atrophic.',
          'There is pancreatic atrophy.',
          'Diffuse parenchymal thinning of the pancreas.',
          'Fatty atrophy of the pancreatic parenchyma.',
          'Small, atrophied pancreas with parenchymal volume loss.',
          'Marked pancreatic parenchymal atrophy.',
        ],
        absent: [
          'No pancreatic atrophy.',
          'The pancreatic parenchyma is of normal thickness.',
          'The pancreas is normal in bulk.',
          'There is no volume loss of the pancreas.',
        ],
      },
    },
    {
      id: 'pancreatic_cyst',
      name: 'pancreatic cyst',
      grade: 'focal',
      terms: [
        'pancreatic cyst*',
        'pancreatic cystic',
        'cyst*',
        'cystic lesion*',
        'cystic focus',
        'cystic foci',
        'pseudocyst*',
        'ipmn*',
        'intraductal papillary mucinous',
        'fluid attenuation lesion*',
        'fluid density lesion*',
      ],
      prompts: {
        present: [
          'There is a cystic lesion in the pancreas.',
          'Pancreatic cyst.',
          'Well-circumscribed fluid-attenuation lesion of the pancreatic body.',
          'A low-density cyst arises from the pancreas, likely a side-branch IPMN.',
          'Small cystic focus within the pancreatic parenchyma.',
          'The pancreas contains a simple-appearing cyst.',
        ],
        absent: [
          'No pancreatic cyst.',
          'There is no cystic lesion of the pancreas.',
          'The pancreas is without a focal lesion.',
          'No pancreatic mass or cyst is identified.',
        ],
      },
    },
  ],
  languages: {
    ja: {
      terms: ['膵臓', '膵', '膵頭部', '膵体部', '膵尾部', '膵管'],
      findings: {
        pancreatic_atrophy: { terms: ['膵萎縮', '萎縮'] },
        pancreatic_cyst: { terms: ['膵嚢胞', '膵のう胞', '嚢胞', 'のう胞', '嚢胞性病変', 'IPMN'] },
      },
    },
  },
  normal: [
    'The pancreas is normal.',
    'The pancreas is unremarkable.',
    'Normal pancreas without ductal dilatation or mass.',
    'No focal pancreatic abnormality.',
    'The pancreatic parenchyma is normal in appearance.',
  ],
});
