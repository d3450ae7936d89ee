import { open } from 'node:fs/promises';
import { diskError } from '@totalfm/imaging';
import { openCsvTable } from './csv-table.ts';
import { openParquetTable } from './parquet-table.ts';
import { tableError, type Table } from './table.ts';

/** A table of text or a Parquet file, whichever its bytes say. Throws `TFM_FILE_MISSING` and `TFM_COHORT_TABLE`. */
export async function openTable(file: string, encoding: string): Promise<Table> {
  const head = await firstBytes(file);
  const magic = Buffer.from(head.subarray(0, 4)).toString('latin1');
  if (magic === 'PAR1') return openParquetTable(file);
  if (magic === 'PK\x03\x04')
    throw tableError(file, `${file} is an Excel workbook or an archive.`, 'Save its sheet as CSV (UTF-8).');
  return openCsvTable(file, head, encoding);
}

async function firstBytes(file: string): Promise<Uint8Array> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw diskError(error, file);
  }
}
