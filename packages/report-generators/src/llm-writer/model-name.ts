import type { ChatModel } from '@totalfm/core';

/** What tells one model's answers from another's: provider, name and temperature. Never a key or an address. */
export function modelName(model: ChatModel): string {
  const { ls_provider, ls_model_name, ls_temperature } = model.getLsParams({} as ChatModel['ParsedCallOptions']);
  return [ls_provider ?? model._llmType(), ls_model_name ?? '', ls_temperature ?? ''].join(':');
}
