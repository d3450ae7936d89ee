import { torchNames } from '../torch-names.ts';

export const modernBertTorchName = torchNames({
  blocks: 'layers.',
  tables: { tokens: 'embeddings.tok_embeddings.weight' },
  parts: {
    'embedding/norm': 'embeddings.norm',
    norm: 'final_norm',
    'block/norm0': 'attn_norm',
    'block/attention/qkv': 'attn.Wqkv',
    'block/attention/out': 'attn.Wo',
    'block/norm1': 'mlp_norm',
    'block/mlp/in': 'mlp.Wi',
    'block/mlp/out': 'mlp.Wo',
  },
});
