import { defineErrors } from '@totalfm/core';

export const computeErrors = defineErrors({
  TFM_TRACE_READ: 'A tensor program read a value while it was being traced.',
  TFM_SYNC_READ: 'A tensor of the `onnx` backend was read synchronously before it was computed.',
  TFM_TRACE_KERNEL: 'A tensor program uses a tfjs kernel that cannot be traced.',
  TFM_TRACE_FOREIGN: 'A tensor program uses a tensor that belongs to no trace.',
  TFM_TRACE_OP: 'An operation of a tensor program failed while it was traced: shapes or types do not fit.',
  TFM_TRACE_NAME: 'A tensor program gives one name to an input and an output.',
  TFM_PROGRAM_INPUT: 'A program was run without one of its inputs, or with one of another type or length.',
  TFM_ENGINE_FAILED: 'ONNX Runtime could not load or run a program.',
  TFM_EXPORT_BATCH: 'A tensor program cannot be exported for batches of any size.',
  TFM_EXPORT_OPERATOR: 'A tensor program has an operator that is no standard of ONNX.',
  TFM_MODEL_UNREADABLE: 'ONNX Runtime cannot open a model’s file.',
  TFM_ENGINE_MISSING: 'The native part of a compute engine is not installed.',
  TFM_ENGINE_KERNEL: 'A tensor program needs a kernel that the eager engine does not have.',
  TFM_LOSS_NOT_FINITE: 'The training loss became NaN or infinite.',
  TFM_TRAINING_BATCHES: 'A training step was given another number of micro-batches than it accumulates.',
  TFM_CHECKPOINT_CORRUPT: 'A safetensors file is truncated or inconsistent.',
  TFM_CHECKPOINT_MISMATCH: 'A checkpoint lacks a parameter, has one too many, or holds it in another shape.',
  TFM_WEIGHTS_CODE:
    'A file of weights wants a function or a class that is no plain data: it is refused by name, and nothing is executed.',
  TFM_WEIGHTS_FORMAT: 'A file is of no format of weights that can be read.',
  TFM_WEIGHTS_CORRUPT: 'A file of weights is truncated, or contradicts itself.',
  TFM_WEIGHTS_LIMIT: 'A file of weights claims far more than a file of its size can mean.',
  TFM_WEIGHTS_TYPE: 'A tensor cannot be read as float32: by its type, or since that would change its numbers.',
  TFM_WEIGHTS_MISSING: 'A file of weights has no tensors where they are looked for.',
  TFM_DECODE_PROMPT: 'A decoder was given nothing to begin with, or embeddings that are no whole vectors.',
  TFM_DECODE_CONTEXT: 'A sequence is longer than a decoder, or its language model, can hold.',
  TFM_DECODE_REPEATS: 'A language model goes round in circles: it writes the same tokens again and again.',
  TFM_DECODE_NOT_FINITE:
    'A language model gave scores that are no numbers: its training diverged or its file is damaged.',
  TFM_DECODE_OPTIONS: 'Options of writing do not fit each other, or the decoder.',
});
