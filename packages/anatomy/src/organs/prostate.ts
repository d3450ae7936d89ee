import { defineOrgan } from '@totalfm/core';

export const prostate = defineOrgan({
  organ: 'prostate',
  name: 'prostate',
  structures: ['prostate'],
  terms: ['prostate*', 'prostatic', 'periprostatic'],
  findings: [
    {
      id: 'prostatomegaly',
      name: 'prostatomegaly',
      grade: 'whole-organ',
      terms: [
        'prostatomegal*',
        'enlarged prostate',
        'prostatic enlargement',
        'prostate enlargement',
        'prostatic hypertroph*',
        'prostatic hyperplasia',
        'prostate hyperplasia',
        'bph',
        'enlarg*',
        'hypertroph*',
        'hyperplasia',
        'larger than normal',
        'above normal',
        'prostate & increased in size',
      ],
      contraryTerms: ['size & normal', 'normal & sized'],
      prompts: {
        present: [
          'The prostate is enlarged.',
          'There is prostatomegaly.',
          'Enlarged prostate gland indenting the bladder base.',
          'Benign prostatic hyperplasia with marked glandular enlargement.',
          'Prostatic enlargement with a transverse diameter above 5 cm.',
          'Hypertrophy of the prostate.',
        ],
        absent: [
          'The prostate is normal in size.',
          'No prostatomegaly.',
          'The prostate is not enlarged.',
          'Prostate size is within normal limits.',
        ],
      },
    },
  ],
  languages: {
    ja: {
      terms: ['前立腺'],
      findings: {
        prostatomegaly: { terms: ['前立腺肥大', '前立腺腫大', '腫大', '肥大'], contraryTerms: ['大きさ & 正常'] },
      },
    },
  },
  normal: [
    'The prostate is normal.',
    'The prostate is unremarkable.',
    'Normal prostate gland.',
    'No prostatic abnormality.',
    'Unremarkable appearance of the prostate.',
  ],
});
