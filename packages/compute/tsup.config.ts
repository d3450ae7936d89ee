import { packageBuild } from '../../tsup.base.ts';

export default packageBuild({
  entry: { index: 'src/index.ts', 'engine-thread': 'src/train/engine-thread.ts' },
  splitting: true,
});
