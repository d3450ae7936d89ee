/** Bundled by `run.ts`: tfjs-core's specs that need a backend, on ours, and what became of them as JSON. */
import { writeFileSync } from 'node:fs';
import { jasmine } from './jasmine-globals.ts';
import './environment.ts';
import 'tfjs-core-tests';

export interface SpecOutcome {
  readonly name: string;
  readonly status: string;
  readonly messages: readonly string[];
}

const [, , filter = '', out] = process.argv;
const env = jasmine.getEnv();
const outcomes: SpecOutcome[] = [];
env.configure({
  random: false,
  specFilter: (spec: { getFullName(): string }) =>
    spec.getFullName().includes(' onnx {}') && spec.getFullName().includes(filter),
});
env.addReporter({
  specDone({
    fullName,
    status,
    failedExpectations,
  }: {
    fullName: string;
    status: string;
    failedExpectations: { message: string }[];
  }) {
    if (status !== 'excluded')
      outcomes.push({
        name: fullName.replace(' onnx {}', ''),
        status,
        messages: failedExpectations.map(({ message }) => message),
      });
  },
  jasmineDone() {
    writeFileSync(out, JSON.stringify(outcomes));
  },
});
void env.execute();
