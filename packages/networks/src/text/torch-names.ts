export interface TorchNames {
  /** What a block's name begins with there: `encoder.layer.` */
  readonly blocks: string;
  /** Parts by what their names begin with here; what follows is {@link leaves}. */
  readonly parts: Readonly<Record<string, string>>;
  /** Names that are no part's. */
  readonly tables: Readonly<Record<string, string>>;
}

/** What PyTorch calls the last part of a name. */
const leaves: Readonly<Record<string, string>> = { weight: 'weight', gain: 'weight', bias: 'bias' };

/** Names of parameters as transformers has them. Every parameter is a table, or a leaf of a part. */
export function torchNames({ blocks, parts, tables }: TorchNames): (parameter: string) => string {
  return (parameter) => {
    if (Object.hasOwn(tables, parameter)) return tables[parameter];
    const [, block, part, leaf] = /^(?:block(\d+)\/)?(.+)\/(\w+)$/.exec(parameter) as RegExpExecArray;
    const path = block === undefined ? part : `block/${part}`;
    return `${block === undefined ? '' : `${blocks}${block}.`}${parts[path]}.${leaves[leaf]}`;
  };
}
