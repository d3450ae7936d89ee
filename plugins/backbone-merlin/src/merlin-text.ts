import { textTowerComponent } from '@totalfm/networks';
import { SOURCE } from './official-weights.ts';

/**
 * Merlin's text side: Clinical-Longformer (Li et al. 2022) over lower-cased words, of which the first token counts, and one linear
 * map. A folder gives tokenizer and architecture; the weights themselves are in the official file of the whole model.
 */
export const merlinText = textTowerComponent({
  id: 'merlin-text',
  description: 'Merlin’s text side: Clinical-Longformer, its first token projected.',
  family: 'longformer',
  pooling: 'cls',
  sanitize: 'word-punct',
  bias: true,
  source: 'yikuan8/Clinical-Longformer',
  published: { source: SOURCE, trunk: 'encode_text.text_encoder.', projection: 'encode_text.linear_layer' },
  defaults: { width: 512, tokens: 1024, dim: 768, depth: 12, heads: 12, window: 512, vocabulary: 50_265 },
});
