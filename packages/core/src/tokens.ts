import type {
  Anatomy, ChatModel, Cohort, EmbedderLoader, Evaluator, PairMaker, PairStore, ReportParser, Secrets, Segmenter, TextEncoder, Trainer, VisionEncoder,
} from './contracts/index.ts';
import { createToken } from './define/token.ts';

/** The contracts that components provide or need, by name. */
export const tokens = {
  Anatomy: createToken<Anatomy>('Anatomy'),
  ChatModel: createToken<ChatModel>('ChatModel'),
  Cohort: createToken<Cohort>('Cohort'),
  EmbedderLoader: createToken<EmbedderLoader>('EmbedderLoader'),
  Evaluator: createToken<Evaluator>('Evaluator'),
  PairMaker: createToken<PairMaker>('PairMaker'),
  PairStore: createToken<PairStore>('PairStore'),
  ReportParser: createToken<ReportParser>('ReportParser'),
  Secrets: createToken<Secrets>('Secrets'),
  Segmenter: createToken<Segmenter>('Segmenter'),
  TextEncoder: createToken<TextEncoder>('TextEncoder'),
  Trainer: createToken<Trainer>('Trainer'),
  VisionEncoder: createToken<VisionEncoder>('VisionEncoder'),
} as const;
