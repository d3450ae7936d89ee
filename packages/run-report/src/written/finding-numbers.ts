/** Numbers the findings of an exam: what stands for the same finding of an organ, in whichever report, has one class of the page. */
export interface FindingNumbers {
  classOf(organ: string, finding: string): string;
  /** How many numbers were given. */
  readonly count: number;
}

export function findingNumbers(): FindingNumbers {
  const numbers = new Map<string, number>();
  return {
    classOf(organ, finding) {
      const key = `${organ}/${finding}`;
      if (!numbers.has(key)) numbers.set(key, numbers.size);
      return `f${numbers.get(key)!}`;
    },
    get count() {
      return numbers.size;
    },
  };
}
