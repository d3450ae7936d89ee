/** The same names, each once: `findings`, then `findings-2` for a second of that name. */
export function distinctNames(names: readonly string[]): readonly string[] {
  const distinct: string[] = [];
  for (const name of names) {
    let free = name;
    for (let number = 2; distinct.includes(free); number++) free = `${name}-${number}`;
    distinct.push(free);
  }
  return distinct;
}
