import {
  throwIfAborted,
  type AnatomyTerms,
  type ChatModel,
  type Deidentifier,
  type ReportParser,
  type TotalFmError,
  type Translator,
  type Workspace,
} from '@totalfm/core';
import { byPlace, mentionedOrgans } from '../mentioned-organs.ts';
import { checkText, createRulesParser } from '../rules/create-rules-parser.ts';
import { asWritten, type SourceText } from '../translate/source-text.ts';
import { translateReport } from '../translate/translate-report.ts';
import { createLexicon } from '../rules/lexicon.ts';
import { createAskWindows } from './ask-windows.ts';
import { modelIdentity } from './model-identity.ts';
import { ModelFailure } from './model-failure.ts';
import { noticesOf } from './notices.ts';
import type { LlmOptions } from './options.ts';
import { readByRules } from './read-by-rules.ts';
import { ReportReading } from './report-reading.ts';
import { Tally } from './tally.ts';
import { splitWindows } from './windows.ts';

export interface LlmParserParts {
  readonly anatomy: AnatomyTerms;
  readonly model: ChatModel;
  /** A hash of all that the model's answers depend on; default: its provider, name and temperature. */
  readonly answersBy?: string;
  readonly options: LlmOptions;
  /** Masks every report before a model sees it. */
  readonly deidentifier?: Deidentifier;
  readonly translator?: Translator;
  readonly workspace?: Workspace;
}

/** Windows of one report; a longer text is no report, and is left to the rules. */
const mostWindows = 64;

/**
 * A parser that asks a chat model. Nothing that the model says is taken without being found in the text; what it leaves open
 * (no answer, an answer of no use, a statement that cannot be checked) is read by the rules, and says so in `source`.
 *
 * Throws what the rules throw for an empty or unreadable report, or one in a language that neither has read, `TFM_LLM_FAILED` with `fallback: fail`, and
 * `TFM_PRIVACY_REMOTE` where the model's provider would leave the machine.
 */
export function createLlmParser(parts: LlmParserParts): ReportParser {
  const { anatomy, model, options, translator, workspace } = parts;
  const rules = createRulesParser(anatomy);
  const lexicon = createLexicon(anatomy);
  const identity = modelIdentity(model);
  const { concurrency, answerFor } = createAskWindows(parts);

  return {
    concurrency: Math.max(2, concurrency * 2),
    async parse(report, signal) {
      throwIfAborted(signal);
      checkText(report);
      const tally = new Tally();
      try {
        return await parseReport(report, tally, signal);
      } finally {
        workspace?.record(tally.line(identity));
      }
    },
  };

  async function parseReport(report: string, tally: Tally, signal?: AbortSignal) {
    const reading = new ReportReading(report, tally, lexicon);
    const { findings, open } = reading;
    let refused: TotalFmError | undefined;
    const source = await sourceOf(report, parts, signal);
    if (source instanceof ModelFailure) reading.leaveOpen([{ start: 0, end: report.length }], source.kind);
    const text = source instanceof ModelFailure ? undefined : source;
    const windows = text ? splitWindows(text.text, options.windowCharacters) : [];
    tally.add('windows', windows.length);
    if (text && windows.length > mostWindows) reading.leaveOpen([{ start: 0, end: report.length }], 'other');
    else if (text) {
      const answers = await Promise.all(windows.map((window) => answerFor(window, tally, signal)));
      windows.forEach((window, index) => reading.take(window, answers[index], text));
    }
    if (open.length > 0) {
      const read = await readByRules(rules, report, translator && text, signal);
      if (read.refused && findings.length === 0) throw read.refused;
      refused = read.refused;
      reading.addFromRules(read.findings);
    }
    findings.sort(byPlace);
    const notices = [...noticesOf(tally), ...(refused ? [refused.toJSON()] : [])];
    return { findings, mentioned: mentionedOrgans(anatomy, findings), ...(notices.length > 0 ? { notices } : {}) };
  }
}

/** The text that the model reads: the report, masked and translated where that is asked for; or why there is none. */
async function sourceOf(
  report: string,
  { deidentifier, translator, options }: LlmParserParts,
  signal?: AbortSignal,
): Promise<SourceText | ModelFailure> {
  const masked = deidentifier ? await deidentifier.mask(report, signal) : asWritten(report);
  if (!translator) return masked;
  try {
    return await translateReport(masked, translator, signal);
  } catch (error) {
    throwIfAborted(signal);
    if (!(error instanceof ModelFailure) || options.fallback === 'fail') throw error;
    return error;
  }
}
