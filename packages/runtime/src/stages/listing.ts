import type { Json } from '../canonical-json.ts';
import type { Container } from '../container/container.ts';
import { listDigest, partDigests, type PartDigests } from './list-digests.ts';
import type { ExamList, Read, SourceStage } from './stage.ts';

/** A list of exams as it is at this moment. */
export interface Listed {
  /** The list itself, for whoever asks first: a run that is long past it does not hold it any more. */
  take(): ExamList;
  readonly digest: string;
  readonly digests: PartDigests;
}

interface Listing {
  readonly container: Container;
  readonly signal?: AbortSignal;
  /** Told the list before anybody takes it. */
  readonly onList?: (list: ExamList) => Promise<void> | undefined;
}

/** Asks a source stage for its exams. */
export async function listExams(stage: SourceStage, { container, signal, onList }: Listing): Promise<Listed> {
  let list: ExamList | undefined = await stage.source.list(await container.components(stage.uses), signal);
  await onList?.(list);
  return {
    digest: listDigest(list),
    digests: partDigests(list, container.identities(stage.uses, 'all')),
    take() {
      const taken = list;
      if (!taken) throw new TypeError('A list of exams is taken once.');
      list = undefined;
      return taken;
    },
  };
}

/** What a stage depends on that reads a list: all of it, or some parts. */
export const listInput = ({ parts }: Read, id: string, digests: PartDigests): Json =>
  parts ? Object.fromEntries(parts.map((part) => [part, digests[part]])) : id;
