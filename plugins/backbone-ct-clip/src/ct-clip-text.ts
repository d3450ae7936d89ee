import { textTowerComponent } from '@totalfm/networks';
import { source } from './weights.ts';

/**
 * CT-CLIP's text side: CXR-BERT (Boecking et al. 2022), of which the first token counts, and one matrix. A folder gives tokenizer and
 * architecture; the weights themselves are in the published file of the whole model.
 */
export const ctClipText = textTowerComponent({
  id: 'ct-clip-text',
  description: 'CT-CLIP’s text side: CXR-BERT, its first token projected.',
  family: 'cxr-bert',
  pooling: 'cls',
  sanitize: 'no-quotes',
  bias: false,
  source: 'microsoft/BiomedVLP-CXR-BERT-specialized',
  published: { source, trunk: 'text_transformer.', projection: 'to_text_latent' },
  defaults: { width: 512, tokens: 512, dim: 768, depth: 12, heads: 12, vocabulary: 30_522 },
});
