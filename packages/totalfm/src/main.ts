import { reportFailure } from './console/failure.ts';
import { createProgram } from './program.ts';

/** Runs the command line of this process, and leaves its exit code. */
export async function main(): Promise<void> {
  try {
    await createProgram().parseAsync();
  } catch (error) {
    process.exitCode = reportFailure(error, process.argv.slice(2));
  }
}
