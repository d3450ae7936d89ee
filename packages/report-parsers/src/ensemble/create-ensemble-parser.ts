import {
  groupBy,
  throwIfAborted,
  toErrorRecord,
  type AnatomyTerms,
  type ErrorRecord,
  type Finding,
  type FindingState,
  type FindingVotes,
  type ParsedReport,
  type ReportParser,
} from '@totalfm/core';
import { reportParserErrors } from '../errors.ts';
import { byPlace, mentionedOrgans } from '../mentioned-organs.ts';

export interface EnsembleMember {
  readonly name: string;
  readonly parser: ReportParser;
}

/** Of several statements of one parser about one finding, the one that counts. */
const weight: Readonly<Record<FindingState, number>> = { present: 3, uncertain: 2, absent: 1, 'not-mentioned': 0 };

/**
 * Asks several parsers and takes, for every finding of every organ, what most of them say; where as many say one thing as
 * another, what the first of these in the list says. `votes` of the result keeps what each said. A parser that fails is left
 * out with a notice; the report fails where all do, with the first one's error.
 */
export function createEnsembleParser(anatomy: AnatomyTerms, members: readonly EnsembleMember[]): ReportParser {
  return {
    concurrency: Math.max(...members.map(({ parser }) => parser.concurrency ?? 1)),
    async parse(report, signal) {
      const results = await Promise.allSettled(members.map(({ parser }) => parser.parse(report, signal)));
      throwIfAborted(signal);
      const read = members.flatMap(({ name }, index): Read[] => {
        const result = results[index];
        return result.status === 'fulfilled'
          ? [{ name, parsed: result.value, byKey: groupBy(result.value.findings, keyOf) }]
          : [];
      });
      if (read.length === 0) throw (results[0] as PromiseRejectedResult).reason;
      const failed = results.flatMap((result, index) =>
        result.status === 'rejected' ? [failedNotice(members[index].name, result.reason)] : [],
      );
      const votes = votesOf(read);
      const findings = votes.flatMap((vote) => elected(vote, read)).sort(byPlace);
      const notices = [...read.flatMap(({ parsed }) => parsed.notices ?? []), ...failed];
      return {
        findings,
        mentioned: mentionedOrgans(anatomy, findings),
        ...(votes.length > 0 ? { votes } : {}),
        ...(notices.length > 0 ? { notices } : {}),
      };
    },
  };
}

interface Read {
  readonly name: string;
  readonly parsed: ParsedReport;
  readonly byKey: ReadonlyMap<string, readonly Finding[]>;
}

const keyOf = ({ organ, finding }: { readonly organ: string; readonly finding?: string }) =>
  `${organ}/${finding ?? ''}`;

function votesOf(read: readonly Read[]): readonly FindingVotes[] {
  const keys = new Map(
    read.flatMap(({ parsed }) => parsed.findings.map((finding) => [keyOf(finding), finding] as const)),
  );
  return [...keys]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { organ, finding }]) => ({
      organ,
      ...(finding ? { finding } : {}),
      votes: Object.fromEntries(
        read.map(({ name, byKey }) => {
          const said = byKey.get(key) ?? [];
          const state = said.reduce<FindingState>(
            (strongest, statement) => (weight[statement.state] > weight[strongest] ? statement.state : strongest),
            'not-mentioned',
          );
          return [name, { state, sentences: said.map(({ sentence }) => sentence) }];
        }),
      ),
    }));
}

/** The statements of the first parser that is with the most. */
function elected({ organ, finding, votes }: FindingVotes, read: readonly Read[]): readonly Finding[] {
  const states = read.map(({ name }) => votes[name].state);
  const support = (state: FindingState) => states.filter((other) => other === state).length;
  const winner = states.reduce((best, state) => (support(state) > support(best) ? state : best));
  const speaker = read[states.indexOf(winner)];
  const share = support(winner) / states.length;
  return (speaker.byKey.get(keyOf({ organ, finding })) ?? []).map((statement) => ({
    ...statement,
    confidence: Math.round(statement.confidence * share * 1000) / 1000,
    source: statement.source ? `${speaker.name}: ${statement.source}` : speaker.name,
  }));
}

function failedNotice(name: string, reason: unknown): ErrorRecord {
  // The message of an error without a code may hold anything, the report included.
  const { code } = toErrorRecord(reason);
  return reportParserErrors
    .TFM_ENSEMBLE_MEMBER({
      component: name,
      message: `The parser \`${name}\` of the ensemble did not read a report: ${code}.`,
      fix: 'The others did; see what ails this one.',
    })
    .toJSON();
}
