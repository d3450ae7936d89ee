/** Writes docs/errors.md from the codes that the packages declare: `npx tsx scripts/errors-reference.ts`. */
import { readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isUsageCode } from '../packages/totalfm/src/console/exit-code.ts';

export interface PackageErrors {
  /** Folder of the package: `imaging`. */
  readonly name: string;
  /** What each code means. */
  readonly meanings: Readonly<Record<string, string>>;
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** The codes of every package, from the files named `errors.ts` in its sources. */
export async function declaredErrors(): Promise<readonly PackageErrors[]> {
  const packages = ['packages', 'plugins'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .sort()
      .map((name) => ({ folder, name })),
  );
  const declared = packages.map(async ({ folder, name }) => {
    const src = join(root, folder, name, 'src');
    const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
      .filter((path) => basename(path) === 'errors.ts')
      .sort();
    const modules = await Promise.all(
      files.map(
        (file) => import(pathToFileURL(join(src, file)).href) as Promise<Record<string, { meanings?: object }>>,
      ),
    );
    const tables = new Set(
      modules.flatMap((module) => Object.values(module).flatMap((exported) => exported?.meanings ?? [])),
    );
    return { name, meanings: Object.assign({}, ...tables) as Record<string, string> };
  });
  return (await Promise.all(declared)).filter(({ meanings }) => Object.keys(meanings).length > 0);
}

export function errorsReference(packages: readonly PackageErrors[]): string {
  const sections = packages.map(({ name, meanings }) => {
    const rows = Object.entries(meanings).sort(([a], [b]) => (a < b ? -1 : 1));
    return `## ${name}\n\n| code | meaning |\n|---|---|\n${rows.map((row) => rowOf(...row)).join('\n')}\n`;
  });
  return `# Error codes

Every error that a user can act on has a stable code, says where it happened (file and line, exam, organ, option) and
what to do. The same record is printed by the command, kept in a run's \`failures.jsonl\`, and given by \`--json\`. An
exam that fails never stops the others.

An error that ends a command decides its exit code: 130 for \`TFM_CANCELLED\`, 1 for any other, and 2 for what is wrong in
the command line or the experiment, which includes parts of it that do not fit; those say so below.

This page is written by \`npx tsx scripts/errors-reference.ts\`; a test keeps it equal to the code.

${sections.join('\n')}`;
}

const rowOf = (code: string, meaning: string): string =>
  `| \`${code}\` | ${meaning.replace(/\|/g, '\\|')}${isUsageCode(code) ? ' Exit code 2.' : ''} |`;

export const referencePath = join(root, 'docs/errors.md');

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(referencePath, errorsReference(await declaredErrors()));
  console.log(`wrote ${referencePath}`);
}
