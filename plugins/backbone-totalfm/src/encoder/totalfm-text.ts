import { textTowerComponent } from '@totalfm/networks';
import { source } from './weights.ts';

/**
 * The original's text side: ModernBERT (Warner et al. 2024) as gte-modernbert-base has it, the mean of what is between the first and
 * the last token, and one linear map. Names of its trunk and map in the original's file are not published; these stand for them.
 */
export const totalFmText = textTowerComponent({
  id: 'totalfm-text',
  description: 'The original TotalFM’s text side: ModernBERT, the mean of its tokens projected.',
  family: 'modernbert',
  pooling: 'mean-without-special',
  sanitize: 'none',
  bias: true,
  source: 'Alibaba-NLP/gte-modernbert-base',
  published: { source, trunk: 'text.', projection: 'text_projection' },
  defaults: { width: 768, tokens: 256, dim: 768, depth: 22, heads: 12, window: 128, vocabulary: 50_368 },
});
