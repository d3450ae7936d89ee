export { promptErrors } from './errors.ts';
export * from './finding-scorer.ts';
export * from './occlusion.ts';
export { promptBankText } from './prompt-bank/prompt-bank-text.ts';
export { readPromptBank, type PromptBank, type PromptEntry } from './prompt-bank/read-prompt-bank.ts';
export { withPrompts } from './prompt-bank/with-prompts.ts';
export * from './prompts.ts';
export * from './vectors.ts';
