import type {
  Anatomy, ChatModel, Cohort, Deidentifier, EmbedderLoader, Evaluator, PairMaker, PairStore, Privacy, ReportParser, Secrets, Segmenter, TextEncoder, Trainer,
  Translator, VisionEncoder, Workspace,
} from './contracts/index.ts';
import { createToken } from './define/token.ts';

/** The contracts that components provide or need, by name. */
export const tokens = {
  Anatomy: createToken<Anatomy>('Anatomy'),
  ChatModel: createToken<ChatModel>('ChatModel'),
  Cohort: createToken<Cohort>('Cohort'),
  Deidentifier: createToken<Deidentifier>('Deidentifier'),
  EmbedderLoader: createToken<EmbedderLoader>('EmbedderLoader'),
  Evaluator: createToken<Evaluator>('Evaluator'),
  PairMaker: createToken<PairMaker>('PairMaker'),
  PairStore: createToken<PairStore>('PairStore'),
  Privacy: createToken<Privacy>('Privacy'),
  ReportParser: createToken<ReportParser>('ReportParser'),
  Secrets: createToken<Secrets>('Secrets'),
  Segmenter: createToken<Segmenter>('Segmenter'),
  TextEncoder: createToken<TextEncoder>('TextEncoder'),
  Trainer: createToken<Trainer>('Trainer'),
  Translator: createToken<Translator>('Translator'),
  VisionEncoder: createToken<VisionEncoder>('VisionEncoder'),
  Workspace: createToken<Workspace>('Workspace'),
} as const;
