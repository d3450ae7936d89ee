import type { Encoding, SchemaElement } from 'hyparquet';

export type Cell = string | number | bigint | boolean | null | readonly string[] | readonly number[] | object;

/** A column of a Parquet table, and what a row has in it. */
export interface Column<Row> {
  readonly name: string;
  readonly schema: readonly SchemaElement[];
  readonly cell: (row: Row) => Cell;
  /** `PLAIN` where nearly every value is another: looking for repeated ones takes most of the time of writing. */
  readonly encoding?: Encoding;
  /** The least and the largest value of each group are kept, so that a query passes over groups. Default: they are not. */
  readonly statistics?: boolean;
}

type Kind = Pick<SchemaElement, 'type' | 'converted_type'>;

export const kinds = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  real: { type: 'DOUBLE' },
  small: { type: 'INT32' },
  long: { type: 'INT64' },
  yesNo: { type: 'BOOLEAN' },
} as const satisfies Readonly<Record<string, Kind>>;

interface ColumnOptions {
  readonly optional?: boolean;
  /** Nearly every value is another. */
  readonly distinct?: boolean;
  /** Rows are in the order of its values: queries by it read few groups. */
  readonly ordered?: boolean;
}

const writtenAs = ({ distinct, ordered }: ColumnOptions): Pick<Column<never>, 'encoding' | 'statistics'> => ({
  ...(distinct && { encoding: 'PLAIN' }),
  ...(ordered && { statistics: true }),
});

export const one = <Row>(
  name: string,
  kind: Kind,
  cell: Column<Row>['cell'],
  options: ColumnOptions = {},
): Column<Row> => ({
  name,
  cell,
  schema: [{ name, ...kind, repetition_type: options.optional ? 'OPTIONAL' : 'REQUIRED' }],
  ...writtenAs(options),
});

/** A Parquet LIST: three levels, as its specification asks. */
export const many = <Row>(
  name: string,
  kind: Kind,
  cell: Column<Row>['cell'],
  options: ColumnOptions = {},
): Column<Row> => ({
  name,
  cell,
  schema: [
    { name, converted_type: 'LIST', repetition_type: 'REQUIRED', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', ...kind, repetition_type: 'REQUIRED' },
  ],
  ...writtenAs(options),
});
