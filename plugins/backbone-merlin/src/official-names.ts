/** A convolution of the official code, and the batch norm behind it, by their names within the image tower. */
export interface OfficialLayer {
  readonly convolution: string;
  readonly norm: string;
}

/** `stage2/block7/conv3` → `layer3.7.conv3` and `layer3.7.bn3`. */
export function officialLayer(name: string): OfficialLayer {
  if (name === 'stem') return { convolution: 'conv1', norm: 'bn1' };
  const [stage, block, layer] = name.split('/');
  const place = `layer${Number(stage.slice('stage'.length)) + 1}.${block.slice('block'.length)}`;
  if (layer === 'shortcut') return { convolution: `${place}.downsample.0`, norm: `${place}.downsample.1` };
  return { convolution: `${place}.${layer}`, norm: `${place}.${layer.replace('conv', 'bn')}` };
}

/** Heads of ours and of the official code: what is a matrix here is a convolution of one voxel there. */
export const officialHeads = { contrastive: 'contrastive_head', phenotypes: 'classifier' } as const;

export type MerlinHead = keyof typeof officialHeads;

/** What a batch norm of PyTorch keeps, by what it is called here. */
export const normParts = { gain: 'weight', bias: 'bias', mean: 'running_mean', variance: 'running_var' } as const;

/** How many phenotypes of electronic health records (PheWAS codes) the official head knows. */
export const PHENOTYPES = 1692;
