import { defineErrors } from '@totalfm/core';

export const llamaCppErrors = defineErrors({
  TFM_LLAMA_CPP_MISSING: 'The package node-llama-cpp is not installed, or cannot run on this machine.',
  TFM_LLAMA_CPP_MODEL: 'A GGUF file cannot be loaded.',
});
