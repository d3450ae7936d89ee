import { describe, expect, it } from 'vitest';
import { bytes, op, pickle } from '../test-support/pickle-bytes.ts';
import { knownGlobal } from './known-globals.ts';
import { runPickle } from './run-pickle.ts';

const run = (source: Uint8Array, from?: number) =>
  runPickle({
    bytes: source,
    from,
    file: 'x.pt',
    part: 'data.pkl',
    known: knownGlobal,
    load: (_, tools) => {
      throw tools.refuse('a storage');
    },
  });
const valueOf = (source: Uint8Array) => run(source)?.value;

/** `pickle.dumps` of one value by Python 3.11, by protocol. */
const written = [
  'KGRwMApWbnVtYmVycwpwMQoobHAyCkkwCmFJLTEKYUkzMDAKYUk3MDAwMAphTDEwOTk1MTE2Mjc3NzZMCmFMLTExODA1OTE2MjA3MTc0MTEzMDM0MjRMCmFGMS41CmFGaW5mCmFzVnRydXRoCnAzCihJMDEKSTAwCk50cDQKc1Z0ZXh0cwpwNQoobHA2ClYKcDcKYVZpdCdzIFx1MDAwYSDpIFx1ODA5ZApwOAphc1ZieXRlcwpwOQpjX2NvZGVjcwplbmNvZGUKcDEwCihWXHUwMDAw/wpwMTEKVmxhdGluMQpwMTIKdHAxMwpScDE0CnNWZGVlcApwMTUKKGRwMTYKVmEKcDE3CigodChJMQp0cDE4CihJMQpJMgp0cDE5CihJMQpJMgpJMwp0cDIwCihJMQpJMgpJMwpJNAp0cDIxCnRwMjIKc3NWb3JkZXJlZApwMjMKY2NvbGxlY3Rpb25zCk9yZGVyZWREaWN0CnAyNAoodFJwMjUKVngKcDI2CkkxCnNzVnNldApwMjcKY19fYnVpbHRpbl9fCnNldApwMjgKKChscDI5Ckk3CmF0cDMwClJwMzEKc1ZhZ2FpbgpwMzIKZzYKcy4=',
  'fXEAKFgHAAAAbnVtYmVyc3EBXXECKEsASv////9NLAFKcBEBAEwxMDk5NTExNjI3Nzc2TApMLTExODA1OTE2MjA3MTc0MTEzMDM0MjRMCkc/+AAAAAAAAEd/8AAAAAAAAGVYBQAAAHRydXRocQMoSTAxCkkwMApOdHEEWAUAAAB0ZXh0c3EFXXEGKFgAAAAAcQdYDQAAAGl0J3MgCiDDqSDogp1xCGVYBQAAAGJ5dGVzcQljX2NvZGVjcwplbmNvZGUKcQooWAMAAAAAw79xC1gGAAAAbGF0aW4xcQx0cQ1ScQ5YBAAAAGRlZXBxD31xEFgBAAAAYXERKCkoSwF0cRIoSwFLAnRxEyhLAUsCSwN0cRQoSwFLAksDSwR0cRV0cRZzWAcAAABvcmRlcmVkcRdjY29sbGVjdGlvbnMKT3JkZXJlZERpY3QKcRgpUnEZWAEAAAB4cRpLAXNYAwAAAHNldHEbY19fYnVpbHRpbl9fCnNldApxHChdcR1LB2F0cR5ScR9YBQAAAGFnYWlucSBoBnUu',
  'gAJ9cQAoWAcAAABudW1iZXJzcQFdcQIoSwBK/////00sAUpwEQEAigYAAAAAAAGKCQAAAAAAAAAAwEc/+AAAAAAAAEd/8AAAAAAAAGVYBQAAAHRydXRocQOIiU6HcQRYBQAAAHRleHRzcQVdcQYoWAAAAABxB1gNAAAAaXQncyAKIMOpIOiCnXEIZVgFAAAAYnl0ZXNxCWNfY29kZWNzCmVuY29kZQpxClgDAAAAAMO/cQtYBgAAAGxhdGluMXEMhnENUnEOWAQAAABkZWVwcQ99cRBYAQAAAGFxESgpSwGFcRJLAUsChnETSwFLAksDh3EUKEsBSwJLA0sEdHEVdHEWc1gHAAAAb3JkZXJlZHEXY2NvbGxlY3Rpb25zCk9yZGVyZWREaWN0CnEYKVJxGVgBAAAAeHEaSwFzWAMAAABzZXRxG2NfX2J1aWx0aW5fXwpzZXQKcRxdcR1LB2GFcR5ScR9YBQAAAGFnYWlucSBoBnUu',
  'gAN9cQAoWAcAAABudW1iZXJzcQFdcQIoSwBK/////00sAUpwEQEAigYAAAAAAAGKCQAAAAAAAAAAwEc/+AAAAAAAAEd/8AAAAAAAAGVYBQAAAHRydXRocQOIiU6HcQRYBQAAAHRleHRzcQVdcQYoWAAAAABxB1gNAAAAaXQncyAKIMOpIOiCnXEIZVgFAAAAYnl0ZXNxCUMCAP9xClgEAAAAZGVlcHELfXEMWAEAAABhcQ0oKUsBhXEOSwFLAoZxD0sBSwJLA4dxEChLAUsCSwNLBHRxEXRxEnNYBwAAAG9yZGVyZWRxE2Njb2xsZWN0aW9ucwpPcmRlcmVkRGljdApxFClScRVYAQAAAHhxFksBc1gDAAAAc2V0cRdjYnVpbHRpbnMKc2V0CnEYXXEZSwdhhXEaUnEbWAUAAABhZ2FpbnEcaAZ1Lg==',
  'gASV9wAAAAAAAAB9lCiMB251bWJlcnOUXZQoSwBK/////00sAUpwEQEAigYAAAAAAAGKCQAAAAAAAAAAwEc/+AAAAAAAAEd/8AAAAAAAAGWMBXRydXRolIiJToeUjAV0ZXh0c5RdlCiMAJSMDWl0J3MgCiDDqSDogp2UZYwFYnl0ZXOUQwIA/5SMBGRlZXCUfZSMAWGUKClLAYWUSwFLAoaUSwFLAksDh5QoSwFLAksDSwR0lHSUc4wHb3JkZXJlZJSMC2NvbGxlY3Rpb25zlIwLT3JkZXJlZERpY3SUk5QpUpSMAXiUSwFzjANzZXSUj5QoSweQjAVhZ2FpbpRoBnUu',
  'gAWV9wAAAAAAAAB9lCiMB251bWJlcnOUXZQoSwBK/////00sAUpwEQEAigYAAAAAAAGKCQAAAAAAAAAAwEc/+AAAAAAAAEd/8AAAAAAAAGWMBXRydXRolIiJToeUjAV0ZXh0c5RdlCiMAJSMDWl0J3MgCiDDqSDogp2UZYwFYnl0ZXOUQwIA/5SMBGRlZXCUfZSMAWGUKClLAYWUSwFLAoaUSwFLAksDh5QoSwFLAksDSwR0lHSUc4wHb3JkZXJlZJSMC2NvbGxlY3Rpb25zlIwLT3JkZXJlZERpY3SUk5QpUpSMAXiUSwFzjANzZXSUj5QoSweQjAVhZ2FpbpRoBnUu',
].map((text) => Buffer.from(text, 'base64'));

describe('a pickle', () => {
  it.each(written.map((source, protocol) => [protocol, source] as const))('of protocol %i', (_, source) => {
    const value = valueOf(source) as Map<string, unknown>;
    expect(value.get('numbers')).toEqual([0, -1, 300, 70000, 2 ** 40, -(2n ** 70n), 1.5, Infinity]);
    expect(value.get('truth')).toEqual([true, false, null]);
    expect(value.get('texts')).toEqual(['', "it's \n é 肝"]);
    expect(Array.from(value.get('bytes') as Uint8Array)).toEqual([0, 255]);
    expect(value.get('deep')).toEqual(new Map([['a', [[], [1], [1, 2], [1, 2, 3], [1, 2, 3, 4]]]]));
    expect(value.get('ordered')).toEqual(new Map([['x', 1]]));
    expect(value.get('set')).toEqual([7]);
    // One list by two names, as in Python.
    expect(value.get('again')).toBe(value.get('texts'));
  });

  it('ends where it says, and may go on behind the bytes at hand', () => {
    const [first, second] = [pickle('K', 1), pickle('K', 2)];
    const both = Buffer.concat([first, second]);
    expect(run(both)).toEqual({ value: 1, end: first.length });
    expect(run(both, first.length)).toEqual({ value: 2, end: both.length });
    for (const source of written)
      for (const length of [0, 1, 2, 40, source.length - 1]) expect(run(source.subarray(0, length))).toBeUndefined();
  });

  it('of Python 2 has texts that may be bytes', () => {
    expect(valueOf(bytes("S'it\\'s \\xe9\\n'\n."))).toBe("it's é\n");
    expect(valueOf(bytes('U', 2, 0xff, 0, '.'))).toBe('\xff\0');
    // An OrderedDict from a list of pairs.
    const pairs = bytes('](](', op.text('a'), 'K', 1, 'e](', op.text('b'), 'K', 2, 'ee');
    expect(valueOf(bytes('c', 'collections\nOrderedDict\n', pairs, 0x85, 'R.'))).toEqual(
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    );
  });

  it.each([
    ['takes from an empty stack', bytes('0.')],
    ['takes what lies below a mark', bytes('K', 1, '(', 0x85, '.')],
    ['goes back to no mark', bytes('t.')],
    ['recalls what it never stored', bytes('h', 3, '.')],
    ['appends to a number', bytes('K', 1, 'K', 2, 'a.')],
    ['sets an entry of a list', bytes(']K', 1, 'K', 2, 's.')],
    ['has a key without a value', bytes('(K', 1, 'd.')],
    ['has a key twice', bytes('}(K', 1, 'K', 2, 'K', 1, 'K', 3, 'u.')],
    ['has an opcode of none', bytes(0xff, '.')],
    ['is of a protocol to come', bytes(0x80, 6, 'N.')],
    ['has a text that is no UTF-8', bytes('X', 1, 0, 0, 0, 0xff, '.')],
    ['has words for numbers', bytes('Ione\n.')],
    ['has dots for numbers', bytes('F...\n.')],
    ['has a text without quotes', bytes('Sabc\n.')],
    ['has a number of a megabyte', bytes(0x8b, 0, 0, 16, 0, Buffer.alloc(2 ** 20), '.')],
    ['has a line without an end', bytes('I', Buffer.alloc(100_000, '1'))],
    ['ends with nothing', bytes('.')],
  ])('that %s is refused', (_, source) => {
    expect(() => run(source)).toThrow(
      expect.objectContaining({ code: 'TFM_WEIGHTS_CORRUPT', message: expect.stringMatching(/byte \d+ of data.pkl/) }),
    );
  });
});
