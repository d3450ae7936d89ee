import { defineOrgan } from '../../define/organ.ts';
import { totalSegmentatorNames } from '../totalsegmentator.ts';

/** `t12`, `l1`: vertebrae as reports number them. */
const levels = [...totalSegmentatorNames.values()].flatMap((name) => /^vertebrae_([CTL]\d+)$/.exec(name)?.[1].toLowerCase() ?? []);

/** The spine as one organ. General words for bone count as its own: it is the bone that every body CT shows. */
export const vertebrae = defineOrgan({
  organ: 'vertebrae',
  name: 'vertebral column',
  structures: [...totalSegmentatorNames.values()].filter((name) => name.startsWith('vertebrae_')),
  terms: [
    'vertebra', 'vertebrae', 'vertebral', 'spine', 'spinal', 'endplate*', 'bone', 'bones', 'bony', 'osseous', 'skeletal', 'skeleton',
    'lumbar', 'disc space*', 'spondyl*', 'osteophyt*', 'scoliosis', 'kyphosis', ...levels,
  ],
  findings: [
    {
      id: 'osteopenia',
      name: 'osteopenia',
      grade: 'whole-organ',
      terms: [
        'osteopen*', 'osteoporo*', 'demineraliz*', 'demineralis*', 'decreased bone density', 'low bone density', 'reduced bone density',
        'decreased bone mineral*', 'bone density & decreas*', 'bone density & reduced', 'bone mineral & decreas*',
      ],
      prompts: {
        present: [
          'The bones are diffusely osteopenic.',
          'There is osteopenia.',
          'Diffuse demineralization of the vertebral bodies.',
          'Decreased bone mineral density throughout the spine.',
          'Osteoporotic appearance of the vertebral column.',
          'Low trabecular attenuation of the vertebrae, suggesting osteoporosis.',
        ],
        absent: [
          'No osteopenia.',
          'Bone mineralization is normal.',
          'The vertebral bodies are of normal density.',
          'There is no diffuse demineralization of the spine.',
        ],
      },
    },
    {
      id: 'vertebral_fracture',
      name: 'vertebral fracture',
      grade: 'tiny',
      terms: [
        'vertebral fracture*', 'compression fracture*', 'compression deformit*', 'wedge fracture*', 'wedge deformit*', 'burst fracture*',
        'endplate fracture*', 'vertebral height loss', 'vertebral body height loss', 'fracture*', 'height loss', 'loss of height', 'collaps*',
        'height & loss', 'height & decreas*', 'height & reduc*', 'endplate* & depress*',
      ],
      contraryTerms: ['height* & preserved', 'height* & maintained', 'height* & normal', 'height* & intact'],
      prompts: {
        present: [
          'There is a compression fracture of a vertebral body.',
          'Wedge deformity of a vertebra with loss of height.',
          'Vertebral compression deformity with anterior height loss.',
          'A vertebral body fracture is seen in the spine.',
          'Superior endplate fracture with collapse of the vertebral body.',
          'Osteoporotic vertebral fracture.',
        ],
        absent: [
          'No vertebral fracture.',
          'Vertebral body heights are maintained.',
          'There is no compression deformity of the spine.',
          'No acute fracture or height loss is identified.',
        ],
      },
    },
    {
      id: 'bone_metastasis',
      name: 'bone metastasis',
      grade: 'focal',
      terms: [
        'bone metasta*', 'bony metasta*', 'osseous metasta*', 'skeletal metasta*', 'vertebral metasta*', 'metasta*', 'lytic', 'osteolytic',
        'blastic', 'osteoblastic', 'sclerotic lesion*', 'suspicious osseous lesion*', 'suspicious bone lesion*', 'suspicious bony lesion*',
        'destructive osseous lesion*', 'destructive bone lesion*', 'aggressive osseous lesion*', 'aggressive bone lesion*', 'destructive lesion*',
        'aggressive lesion*', 'lytic & lesion*', 'sclerotic & lesion*', 'lytic & destructi*',
      ],
      prompts: {
        present: [
          'There is an osseous metastasis in the spine.',
          'Lytic lesion in a vertebral body, suspicious for metastasis.',
          'Destructive vertebral lesion with loss of the trabecular pattern.',
          'Sclerotic focus in the vertebra concerning for metastatic disease.',
          'Bone metastases involving the vertebral column.',
          'Aggressive lesion of the vertebral body.',
        ],
        absent: [
          'No bone metastasis.',
          'No suspicious osseous lesion.',
          'There is no lytic or blastic lesion of the spine.',
          'No destructive process of the vertebrae is seen.',
        ],
      },
    },
  ],
  languages: {
    ja: {
      terms: ['椎体', '脊椎', '腰椎', '胸椎', '頸椎', '骨'],
      findings: {
        osteopenia: { terms: ['骨粗鬆症', '骨粗しょう症', '骨密度低下', '骨減少', '骨量減少', '骨萎縮'] },
        vertebral_fracture: { terms: ['圧迫骨折', '椎体骨折', '骨折'] },
        bone_metastasis: { terms: ['骨転移', '椎体転移', '転移', '溶骨性病変', '造骨性病変', '骨硬化像'] },
      },
    },
  },
  normal: [
    'The spine is normal.',
    'The osseous structures are unremarkable.',
    'Normal alignment and density of the vertebrae.',
    'No acute osseous abnormality.',
    'The vertebral column is intact and unremarkable.',
  ],
});
