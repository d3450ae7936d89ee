import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { finishCommand } from '../console/command.ts';

export function registerInit(program: Command): void {
  const command = program
    .command('init')
    .description('write a small commented experiment, and with --plugin the skeleton of a plugin')
    .argument('[dir]', 'folder to write into', '.')
    .option('--plugin <name>', 'also write a plugin of this name: kebab-case, such as bile-duct');
  finishCommand(
    command,
    ['totalfm init my-study', 'totalfm init my-study --plugin bile-duct'],
    async (dir: string, { plugin }: { plugin?: string }) => {
      const files = await filesToWrite(plugin);
      const written = await writeNewFiles(dir, files);
      const next = `totalfm run ${join(dir, 'experiment.yaml')}`;
      return {
        json: { files: written, next },
        text: [...written.map((file) => `wrote ${file}`), `next: ${next}`].join('\n'),
      };
    },
  );
}

async function filesToWrite(plugin: string | undefined): Promise<Readonly<Record<string, string>>> {
  const [{ experimentTemplate }, { pluginTemplate }, { appErrors }] = await Promise.all([
    import('../init/experiment-template.ts'),
    import('../init/plugin-template.ts'),
    import('../errors.ts'),
  ]);
  if (plugin === undefined) return { 'experiment.yaml': experimentTemplate() };
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(plugin)) {
    throw appErrors.TFM_USAGE({
      option: '--plugin',
      message: `${JSON.stringify(plugin)} cannot be the name of a plugin.`,
      fix: 'Use lower-case words joined by hyphens, such as bile-duct.',
    });
  }
  const folder = `plugin-${plugin}`;
  const pluginFiles = Object.entries(pluginTemplate(plugin)).map(([path, text]) => [join(folder, path), text]);
  return { 'experiment.yaml': experimentTemplate(folder), ...Object.fromEntries(pluginFiles) };
}

/** Writes files, none over an existing one. */
async function writeNewFiles(dir: string, files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const written: string[] = [];
  for (const [path, text] of Object.entries(files)) {
    const file = join(dir, path);
    await mkdir(dirname(file), { recursive: true });
    try {
      await writeFile(file, text, { flag: 'wx' });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
      const { appErrors } = await import('../errors.ts');
      throw appErrors.TFM_OUTPUT_EXISTS({
        file,
        message: 'The file is there already.',
        fix: 'Choose another folder, or remove the file.',
        cause,
      });
    }
    written.push(file);
  }
  return written;
}
