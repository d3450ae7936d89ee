import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * SHA-256 of every file of a run that must not differ between equal runs, and of all artifacts, by path. What tells of
 * times is left out: the log, the manifest, and the report that shows it.
 */
export function resultDigests(dir: string, run: string): Record<string, string> {
  const results = ['experiment.json', 'metrics.json', 'metrics.jsonl', 'scores.jsonl', 'failures.jsonl'].map((name) =>
    join(dir, 'runs', run, name),
  );
  return { ...artifactDigests(dir), ...digestsOf(dir, results) };
}

/** The same of the artifacts alone, without how long they took, and without the cache of compiled programs: ONNX Runtime writes those in any order. */
export function artifactDigests(dir: string): Record<string, string> {
  const artifacts = join(dir, 'runs/.artifacts');
  const files = readdirSync(artifacts, { recursive: true, encoding: 'utf8' }).map((path) => join(artifacts, path));
  return digestsOf(
    dir,
    files.filter((path) => statSync(path).isFile() && !/\.(time\.json|lock|ort|programs)$/.test(path)).sort(),
  );
}

const digestsOf = (dir: string, files: readonly string[]) =>
  Object.fromEntries(
    files.map((path) => [path.slice(dir.length + 1), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
