import { HumanMessage, SystemMessage, AIMessage, type BaseMessage } from '@langchain/core/messages';
import {
  keepValues,
  throwIfAborted,
  type AnatomyTerms,
  type ChatModel,
  type Deidentifier,
  type ErrorRecord,
  type Finding,
  type ReportParser,
  type Span,
  type TotalFmError,
  type Translator,
  type Workspace,
} from '@totalfm/core';
import { reportParserErrors } from '../errors.ts';
import { byPlace, mentionedOrgans } from '../mentioned-organs.ts';
import { overlaps } from '../rules/sentence-reading.ts';
import { checkText, createRulesParser } from '../rules/create-rules-parser.ts';
import { answerSchema } from './answer.ts';
import { createAskModel } from './ask-model.ts';
import { createBudget } from './budget.ts';
import { modelIdentity } from './model-identity.ts';
import { ModelFailure } from './model-failure.ts';
import type { LlmOptions } from './options.ts';
import { prompts } from './prompts/index.ts';
import { createVocabulary, readAnswer, readerVersion, type ReadAnswer } from './read-answer.ts';
import { readByRules } from './read-by-rules.ts';
import { repairJson } from './repair-json.ts';
import { createRequestLimits } from './request-limits.ts';
import { asWritten, type SourceText } from '../translate/source-text.ts';
import { countsText, Tally } from './tally.ts';
import { translateReport } from '../translate/translate-report.ts';
import { splitWindows, type ReportWindow } from './windows.ts';

export interface LlmParserParts {
  readonly anatomy: AnatomyTerms;
  readonly model: ChatModel;
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
export function createLlmParser({
  anatomy,
  model,
  options,
  deidentifier,
  translator,
  workspace,
}: LlmParserParts): ReportParser {
  const share = workspace?.workers ?? 1;
  const part = (limit: number | undefined) => limit && limit / share;
  const concurrency = Math.max(1, Math.round(options.concurrency / share));
  const prompt = prompts[options.prompt];
  const system = new SystemMessage(prompt.system(anatomy));
  const rules = createRulesParser(anatomy);
  const vocabulary = createVocabulary(anatomy);
  const identity = modelIdentity(model);
  const ask = createAskModel(model, options.output === 'schema' ? answerSchema(anatomy) : undefined);
  const limits = createRequestLimits({ ...options, concurrency, requestsPerMinute: part(options.requestsPerMinute) });
  const budget = createBudget({
    tokens: part(options.budget.tokens),
    cost: part(options.budget.cost),
    inputPrice: options.price.input,
    outputPrice: options.price.output,
  });
  // What is kept holds offsets, codes and numbers: no text of a report.
  const cache = keepValues<ReadAnswer>(workspace?.cacheDir && `${workspace.cacheDir}/llm`, [
    readerVersion,
    prompt.version,
    system.text,
    identity,
    options.output,
  ]);
  /** Equal texts that are asked for at the same time are asked once. */
  const underWay = new Map<string, Promise<ReadAnswer>>();

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
    const open: Span[] = [];
    const findings: Finding[] = [];
    let refused: TotalFmError | undefined;
    const source = await sourceOf(report, tally, open, signal);
    const windows = source ? splitWindows(source.text, options.windowCharacters) : [];
    tally.add('windows', windows.length);
    if (source && windows.length > mostWindows) leaveOpen([{ start: 0, end: report.length }], 'other');
    else if (source) {
      const answers = await Promise.all(windows.map((window) => answerFor(window, tally, signal)));
      windows.forEach((window, index) => take(window, answers[index], source));
    }
    if (open.length > 0) {
      const read = await readByRules(rules, report, translator && source, signal);
      if (read.refused && findings.length === 0) throw read.refused;
      refused = read.refused;
      const left = read.findings.filter(
        ({ sentence }) =>
          open.some((span) => overlaps(span, sentence)) && !findings.some((taken) => sameStatement(taken, sentence)),
      );
      findings.push(...left.map((finding) => ({ ...finding, source: 'rules' })));
    }
    findings.sort(byPlace);
    const notices = [...noticesOf(tally), ...(refused ? [refused.toJSON()] : [])];
    return { findings, mentioned: mentionedOrgans(anatomy, findings), ...(notices.length > 0 ? { notices } : {}) };

    function leaveOpen(spans: readonly Span[], kind: ModelFailure['kind']): void {
      tally.fail(kind);
      tally.add('fallbacks');
      open.push(...spans);
    }

    function take(window: ReportWindow, answer: ReadAnswer | ModelFailure, { toOriginal }: SourceText): void {
      if (answer instanceof ModelFailure) return leaveOpen(window.sentences.map(toOriginal), answer.kind);
      tally.drop(answer.dropped);
      if (answer.open.length > 0) tally.add('fallbacks');
      for (const span of answer.open) {
        // A span over two runs, such as the rest of a cut answer: all sentences that it touches.
        const inReport = window.toReport(span);
        open.push(
          ...(inReport
            ? [toOriginal(inReport)]
            : window.sentences
                .filter(
                  (sentence) =>
                    !answer.statements.some((statement) => overlaps(window.toReport(statement) ?? sentence, sentence)),
                )
                .map(toOriginal)),
        );
      }
      for (const { start, end, ...statement } of answer.statements) {
        const inReport = window.toReport({ start, end });
        if (!inReport) {
          tally.drop({ 'quote-not-found': 1 });
          continue;
        }
        const span = toOriginal(inReport);
        tally.add('statements');
        findings.push({ ...statement, sentence: { text: report.slice(span.start, span.end), ...span } });
      }
    }
  }

  /** The text that the model reads: the report, masked and translated where that is asked for. */
  async function sourceOf(
    report: string,
    tally: Tally,
    open: Span[],
    signal?: AbortSignal,
  ): Promise<SourceText | undefined> {
    const masked = deidentifier ? await deidentifier.mask(report, signal) : asWritten(report);
    if (!translator) return masked;
    try {
      return await translateReport(masked, translator, signal);
    } catch (error) {
      throwIfAborted(signal);
      if (!(error instanceof ModelFailure) || options.fallback === 'fail') throw error;
      tally.fail(error.kind);
      tally.add('fallbacks');
      open.push({ start: 0, end: report.length });
      return undefined;
    }
  }

  async function answerFor(
    { text }: ReportWindow,
    tally: Tally,
    signal?: AbortSignal,
  ): Promise<ReadAnswer | ModelFailure> {
    const kept = cache.get(text);
    if (kept) {
      tally.add('cacheHits');
      return kept;
    }
    const other = underWay.get(text);
    const answer = other ?? request(text, tally, signal).finally(() => underWay.delete(text));
    if (!other) underWay.set(text, answer);
    else tally.add('cacheHits');
    try {
      return await answer;
    } catch (error) {
      throwIfAborted(signal);
      if (!(error instanceof ModelFailure)) throw error;
      if (options.fallback === 'rules') return error;
      throw reportParserErrors.TFM_LLM_FAILED({
        component: 'llm',
        message: `The language model did not read a report: ${error.message}.`,
        fix: 'See that the provider works, or set `fallback: rules`.',
      });
    }
  }

  /** Asks until an answer is of use, twice at most, and keeps it. */
  async function request(text: string, tally: Tally, signal?: AbortSignal): Promise<ReadAnswer> {
    const messages: BaseMessage[] = [system, new HumanMessage(prompt.report(text))];
    for (let attempt = 0; attempt < 2; attempt++) {
      const { content, truncated } = await send(messages, tally, signal);
      const json =
        typeof content === 'string' ? repairJson(content) : { value: content, repaired: false, truncated: false };
      if (json?.repaired) tally.add('repairs');
      const answer = json && readAnswer(json.value, text, vocabulary, truncated || json.truncated);
      if (answer) {
        cache.set(text, answer);
        return answer;
      }
      const complaint = json ? 'the JSON has no list "findings".' : 'it held no JSON.';
      messages.push(
        new AIMessage(
          typeof content === 'string' ? content.slice(0, 500) || '(nothing)' : JSON.stringify(content).slice(0, 500),
        ),
        new HumanMessage(prompt.again(complaint)),
      );
    }
    throw new ModelFailure('unusable');
  }

  async function send(messages: readonly BaseMessage[], tally: Tally, signal?: AbortSignal) {
    const answer = await limits.run(
      async (stop) => {
        budget.check();
        const started = performance.now();
        try {
          return await ask(messages, stop);
        } finally {
          tally.add('modelMs', Math.round(performance.now() - started));
        }
      },
      { signal, onRetry: () => tally.add('retries'), onAttempt: () => tally.add('requests') },
    );
    tally.add('inputTokens', answer.inputTokens);
    tally.add('outputTokens', answer.outputTokens);
    tally.add('cost', budget.spend(answer.inputTokens, answer.outputTokens));
    return answer;
  }
}

const sameStatement = (taken: Finding, sentence: Span) => !taken.source && overlaps(taken.sentence, sentence);

function noticesOf({ failures, dropped, counts }: Tally): readonly ErrorRecord[] {
  const notices: ErrorRecord[] = [];
  if (failures.size > 0) {
    notices.push(
      reportParserErrors
        .TFM_LLM_FALLBACK({
          component: 'llm',
          message: `The rules read ${counts.fallbacks} of ${Math.max(counts.windows, 1)} parts of the report, because the language model did not: ${countsText(failures)}.`,
          fix: failures.has('budget')
            ? 'Raise `budget`.'
            : 'See that the provider works and that the model answers in JSON; what was answered is kept and not asked for again.',
        })
        .toJSON(),
    );
  }
  if (dropped.size > 0) {
    notices.push(
      reportParserErrors
        .TFM_LLM_DROPPED({
          component: 'llm',
          message: `Statements of the language model were not taken over: ${countsText(dropped)}.`,
          fix: 'A few are usual; where there are many, use another model.',
        })
        .toJSON(),
    );
  }
  return notices;
}
