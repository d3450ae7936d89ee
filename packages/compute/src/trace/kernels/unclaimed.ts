import * as tf from '@tensorflow/tfjs';
import { ONNX } from '../onnx-backend.ts';
import { unclaimed } from './register.ts';

const reads = 'the shape of its result depends on values, and a graph has none yet';
const text = 'ONNX Runtime’s operators on text are not claimed';
const complex = 'complex numbers are not claimed';
const ragged = 'ragged and sparse tensors are not claimed';

/** Kernels that the backend refuses, and why. */
export const unclaimedKernels: Readonly<Record<string, string>> = {
  Complex: complex,
  Real: complex,
  Imag: complex,
  ComplexAbs: complex,
  FFT: complex,
  IFFT: complex,
  StaticRegexReplace: text,
  StringNGrams: text,
  StringSplit: text,
  StringToHashBucketFast: text,
  RaggedGather: ragged,
  RaggedRange: ragged,
  RaggedTensorToTensor: ragged,
  SparseFillEmptyRows: ragged,
  SparseReshape: ragged,
  SparseSegmentMean: ragged,
  SparseSegmentSum: ragged,
  NonMaxSuppressionV3: reads,
  NonMaxSuppressionV4: reads,
  NonMaxSuppressionV5: reads,
  Unique: reads,
  Where: reads,
  ListDiff: reads,
  BroadcastArgs: reads,
  FromPixels: 'it reads pictures of a browser',
  DrawImage: 'it draws in a browser',
  EncodeJpeg: 'image codecs are not claimed',
  EncodePng: 'image codecs are not claimed',
  Dilation2D: 'nothing here needs grey-scale morphology',
  Dilation2DBackpropInput: 'nothing here needs grey-scale morphology',
  Dilation2DBackpropFilter: 'nothing here needs grey-scale morphology',
  Transform: 'nothing here needs projective warps',
  RotateWithOffset: 'nothing here needs rotated pictures',
};

export function registerUnclaimed(): void {
  for (const [kernelName, reason] of Object.entries(unclaimedKernels)) {
    tf.registerKernel({
      kernelName,
      backendName: ONNX,
      kernelFunc: () => {
        throw unclaimed(kernelName, reason);
      },
    });
  }
}
