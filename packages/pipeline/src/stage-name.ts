/** The stages in the order in which they run. */
export const stageNames = ['ingest', 'segment', 'parse', 'pair', 'pretrain', 'align', 'evaluate'] as const;

export type StageName = (typeof stageNames)[number];
