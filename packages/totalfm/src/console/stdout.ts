const write = process.stdout.write.bind(process.stdout);

/** Prints a result. What stdout holds comes from here alone. */
export function writeResult(text: string): void {
  write(text);
}

/**
 * Keeps stdout for results: whatever else prints there (a provider's library, a plugin, and worker threads, whose output Node
 * hands to this stream) goes to stderr, so that `--json` is JSON.
 */
export function reserveStdout(): void {
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;
}
