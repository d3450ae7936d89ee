/** Names in a run's folder. The folder of the `evaluate` artifact names its metrics and scores the same. */
export const runFiles = {
  experiment: 'experiment.json',
  manifest: 'manifest.json',
  trainingMetrics: 'metrics.jsonl',
  metrics: 'metrics.json',
  scores: 'scores.jsonl',
  masks: 'masks.json',
  phases: 'phases.json',
  writtenReports: 'written-reports.jsonl',
  failures: 'failures.jsonl',
  log: 'log.jsonl',
  ledgerLines: 'ledger.jsonl',
  ledger: 'ledger.json',
  /** Folder of links, one for each stage, to the artifacts that the experiment names. */
  artifacts: 'artifacts',
  report: 'report.html',
  review: 'review.html',
  disagreements: 'disagreements.jsonl',
} as const;
