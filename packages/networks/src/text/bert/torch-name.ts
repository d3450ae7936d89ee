import { torchNames } from '../torch-names.ts';

export const bertTorchName = torchNames({
  blocks: 'encoder.layer.',
  tables: {
    tokens: 'embeddings.word_embeddings.weight',
    positions: 'embeddings.position_embeddings.weight',
    types: 'embeddings.token_type_embeddings.weight',
  },
  parts: {
    norm: 'embeddings.LayerNorm',
    'block/attention/q': 'attention.self.query',
    'block/attention/k': 'attention.self.key',
    'block/attention/v': 'attention.self.value',
    'block/attention/out': 'attention.output.dense',
    'block/norm0': 'attention.output.LayerNorm',
    'block/mlp/in': 'intermediate.dense',
    'block/mlp/out': 'output.dense',
    'block/norm1': 'output.LayerNorm',
  },
});
