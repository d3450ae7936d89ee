import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadedLanguageModel, ParameterValues } from '@totalfm/core';
import { readTensorFiles, writeTensorFiles, type Lora, type NamedTensor } from '@totalfm/compute';
import { reportErrors } from '../errors.ts';
import type { QFormerOptions } from './options.ts';
import { saveJson } from '../saved.ts';

const files = { tensors: 'adapter_model.safetensors', config: 'adapter_config.json' } as const;
const halves = { a: 'lora_A', b: 'lora_B' } as const;

/** PEFT's name of a half of an adapter. */
const peftName = (module: string, half: keyof typeof halves) => `base_model.model.${module}.${halves[half]}.weight`;

/** Adapters of a model, `NAME/lora/a` and `NAME/lora/b`, with PEFT's names. */
function adaptersOf({ parameters }: Lora, language: LoadedLanguageModel) {
  return Object.entries(parameters).flatMap(([name, { shape }]) => {
    const found = /^(.*)\/lora\/([ab])$/.exec(name);
    if (!found) return [];
    const module = language.moduleName?.(found[1]) ?? found[1].replaceAll('/', '.');
    return [{ name, shape, module, peft: peftName(module, found[2] as keyof typeof halves) }];
  });
}

/**
 * Writes adapters as PEFT does (Hugging Face's adapter format): `adapter_model.safetensors`, whose matrices are turned, since
 * PyTorch's are [outputs, inputs], and `adapter_config.json`.
 */
export async function writeAdapters(
  dir: string,
  {
    language,
    lora,
    values,
  }: { readonly language: LoadedLanguageModel; readonly lora: Lora; readonly values: ParameterValues },
  { rank, alpha }: Pick<Exclude<QFormerOptions['lora'], false>, 'rank' | 'alpha'>,
): Promise<void> {
  await mkdir(dir, { recursive: true });
  const adapters = adaptersOf(lora, language);
  const tensors = Object.fromEntries(
    adapters.map(({ name, shape, peft }): [string, NamedTensor] => [peft, turned(values[name], shape)]),
  );
  await writeTensorFiles(join(dir, files.tensors), tensors);
  await saveJson(dir, files.config, {
    peft_type: 'LORA',
    task_type: 'CAUSAL_LM',
    base_model_name_or_path: null,
    r: rank,
    lora_alpha: alpha,
    lora_dropout: 0,
    bias: 'none',
    fan_in_fan_out: false,
    inference_mode: true,
    target_modules: [...new Set(adapters.map(({ module }) => module.split('.').at(-1)))],
  });
}

/** Reads what {@link writeAdapters} wrote. Throws `TFM_WRITE_ADAPTERS` where it is of another language model. */
export async function readAdapters(
  dir: string,
  { language, lora }: { readonly language: LoadedLanguageModel; readonly lora: Lora },
): Promise<ParameterValues> {
  const file = join(dir, files.tensors);
  const tensors = await readTensorFiles(file);
  return Object.fromEntries(
    adaptersOf(lora, language).map(({ name, shape: [inputs, outputs], peft }) => {
      const tensor = tensors[peft];
      if (tensor?.shape[0] !== outputs || tensor.shape[1] !== inputs)
        throw reportErrors.TFM_WRITE_ADAPTERS({
          file,
          message: `The adapters are of another language model: ${peft} is ${tensor ? `[${tensor.shape.join(', ')}]` : 'missing'}, not [${outputs}, ${inputs}].`,
          fix: 'Use the language model and the rank that they were trained with, or train them again.',
        });
      return [name, turned(tensor.data as Float32Array, tensor.shape).data as Float32Array];
    }),
  );
}

function turned(values: Float32Array, [rows, columns]: readonly number[]) {
  const data = new Float32Array(values.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) data[column * rows + row] = values[row * columns + column];
  return { shape: [columns, rows], data };
}
