import { type Problem, toProblem } from '../api/problems';

/** What became of several things: those that were done, and why the first of the others was not. */
export interface Outcome<T> {
  readonly done: readonly T[];
  readonly problem: Problem | undefined;
}

/** Does something with each, one after the other. What is refused does not keep the others from being done. */
export async function oneByOne<T>(
  things: readonly T[],
  run: (thing: T) => Promise<unknown>,
): Promise<Outcome<T>> {
  const done: T[] = [];
  let problem: Problem | undefined;
  for (const thing of things) {
    try {
      await run(thing);
      done.push(thing);
    } catch (error) {
      problem ??= toProblem(error);
    }
  }
  return { done, problem };
}
