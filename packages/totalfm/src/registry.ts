import { loadPlugins, type Registry } from '@totalfm/runtime';
import { besideProgram, loadBuiltIns } from './built-ins.ts';

/** The built-ins and these plugins, found from some folders, the working one, or beside this program. */
export const loadRegistry = async (
  plugins: readonly string[] = [],
  folders: readonly string[] = [],
): Promise<Registry> =>
  loadPlugins({
    builtIns: await loadBuiltIns(),
    requests: plugins.map((name) => ({ name })),
    folders: [...folders, process.cwd(), besideProgram],
  });
