import { packageBuild } from '../../tsup.base.ts';

export default packageBuild({
  entry: { index: 'src/index.ts', 'decode-thread': 'src/dicom/pixels/decode-thread.ts' },
  splitting: true,
});
