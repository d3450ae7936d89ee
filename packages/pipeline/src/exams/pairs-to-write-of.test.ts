import { pairReader, storedVolume, testPairs } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { examsOf, volumeFacts, withoutTests } from './pairs-to-write-of.ts';

const pairs = testPairs({ exams: 20 });
const placesOf = (split: string) => [...pairs.keys()].filter((place) => pairs[place].row.split === split);

describe('pairs that are learned to write from', () => {
  const reader = withoutTests(pairReader(pairs));

  it('can be read but for those of test exams', async () => {
    const open = [...placesOf('train'), ...placesOf('validation')];
    expect(await reader.rows(open)).toEqual(open.map((place) => pairs[place].row));
    expect(await reader.volume(open[0])).toBe(pairs[open[0]].volume);
    const [test] = placesOf('test');
    const refused = expect.objectContaining({ code: 'TFM_WRITE_TEST_EXAM' });
    await expect(reader.rows([open[0], test])).rejects.toThrow(refused);
    await expect(reader.rows(Uint32Array.of(test))).rejects.toThrow(refused);
    await expect(reader.volume(test)).rejects.toThrow(refused);
  });

  it('come one after another without those of test exams', async () => {
    const keys: string[] = [];
    for await (const { row } of reader.stream()) keys.push(row.key);
    expect(keys).toEqual(pairs.filter(({ row }) => row.split !== 'test').map(({ row }) => row.key));
  });
});

describe('what is written of', () => {
  it('is exam by exam, each with all of its parts', () => {
    const exams = [...examsOf(pairReader(pairs), 'test')];
    expect(exams.flat()).toEqual(placesOf('test'));
    for (const places of exams) expect(new Set(places.map((place) => pairs[place].row.exam)).size).toBe(1);
    expect(exams).toHaveLength(placesOf('test').length / 3);
  });

  it('holds nothing of a report, and all that is known of a volume but its structures', () => {
    for (const pair of pairs) {
      const { structures: _structures, ...known } = storedVolume(pair).row;
      expect(volumeFacts(pair.row)).toEqual(known);
    }
  });
});
