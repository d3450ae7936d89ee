import { Option, type Command } from 'commander';
import { finishCommand } from '../console/command.ts';
import type { QuantizationChange } from '../trained/measure-quantization.ts';

export function registerExport(program: Command): void {
  const command = program
    .command('export')
    .description('write a trained model as ONNX, with all that `totalfm embed --checkpoint` needs')
    .argument('<run>', 'folder of the run, or its name under runs')
    .requiredOption('--out <dir>', 'folder to write into')
    .addOption(
      new Option(
        '--quantize <type>',
        'float16: parameters in half the bytes; int8: integer products inside of the transformers; and what that changes',
      ).choices(['float16', 'int8']),
    );
  finishCommand(
    command,
    [
      'totalfm export runs/demo --out onnx',
      'totalfm export runs/demo --out onnx-int8 --quantize int8',
      'totalfm embed -t "The liver is normal." -o text.npz --checkpoint onnx',
    ],
    exportModel,
  );
}

async function exportModel(
  run: string,
  { out, quantize }: { readonly out: string; readonly quantize?: 'float16' | 'int8' },
) {
  const [
    { copyFile, mkdir, readdir, writeFile },
    { join },
    { checkpointFiles, runFiles },
    { openTrained },
    { runDirOf },
    { describeChange, measureQuantization },
    { inputsFile, modelInputs },
  ] = await Promise.all([
    import('node:fs/promises'),
    import('node:path'),
    import('@totalfm/run-format'),
    import('../trained/open-trained.ts'),
    import('../run/run-dir.ts'),
    import('../trained/measure-quantization.ts'),
    import('../trained/model-inputs.ts'),
  ]);
  let change: QuantizationChange | undefined;
  const trained = await openTrained(await runDirOf(run));
  const { container, checkpoint, dir } = trained;
  try {
    await mkdir(out, { recursive: true });
    await trained.embedders.exportOnnx(checkpoint.dir, out, { quantize });
    await writeFile(join(out, inputsFile), JSON.stringify(await modelInputs(trained), undefined, 2));
    if (quantize) change = await measureQuantization(trained, quantize);
    const there = await readdir(checkpoint.dir);
    for (const file of Object.values(checkpointFiles))
      if (there.includes(file)) await copyFile(join(checkpoint.dir, file), join(out, file));
    await copyFile(join(dir, runFiles.experiment), join(out, runFiles.experiment));
  } finally {
    await container.dispose();
  }
  const files = (await readdir(out)).sort();
  return {
    json: { dir: out, checkpoint: checkpoint.id, files, ...(change && { quantization: change }) },
    text: [...files.map((file) => `${out}/${file}`), ...(change ? [describeChange(change)] : [])].join('\n'),
  };
}
