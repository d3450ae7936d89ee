import type { Command } from 'commander';
import { finishCommand } from '../console/command.ts';
import { table } from '../console/table.ts';

export function registerPrune(program: Command): void {
  const command = program
    .command('prune')
    .description('artifacts that no run uses: which they are and how large; with --remove they go')
    .option('--remove', 'delete them');
  finishCommand(command, ['totalfm prune', 'totalfm prune --remove'], prune);
}

async function prune({ remove = false }: { readonly remove?: boolean }) {
  const [{ pruneArtifacts }, { runsFolder }] = await Promise.all([
    import('@totalfm/runtime'),
    import('../run/run-dir.ts'),
  ]);
  const unused = await pruneArtifacts(runsFolder, { remove });
  const bytes = unused.reduce((sum, one) => sum + one.bytes, 0);
  const rows = unused.map((one) => [one.name, megabytes(one.bytes)]);
  const end = `${unused.length} artifacts, ${megabytes(bytes)}${remove ? ' removed' : unused.length > 0 ? '; --remove deletes them' : ''}`;
  return {
    json: { removed: remove, bytes, artifacts: unused },
    text: [...(rows.length > 0 ? [table(rows)] : []), end].join('\n'),
  };
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
