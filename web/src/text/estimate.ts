/** How much was done at a moment, in milliseconds. */
export interface Sample {
  readonly at: number;
  readonly done: number;
}

/** What is known about work under way: units per second and seconds left. */
export interface Estimate {
  readonly rate: number;
  readonly left: number;
}

/** The rate is that of the last seconds, so that a pause or a change of pace shows soon. */
const WINDOW = 6_000;
/** Earlier than this a rate would be noise. */
const SHORTEST = 800;

/** Adds a sample and drops those too old to tell the present rate. A step back starts anew. */
export function record(samples: readonly Sample[], sample: Sample): Sample[] {
  const last = samples[samples.length - 1];
  if (last && sample.done < last.done) return [sample];
  return [...samples.filter(({ at }) => sample.at - at <= WINDOW), sample];
}

/**
 * The present rate and the time left, or null while there is too little to go by.
 * Until enough was seen, the rate is that since the work began, if that is known.
 */
export function estimate(samples: readonly Sample[], total: number, began?: number): Estimate | null {
  return (
    rated(samples, total) ?? (began === undefined ? null : rated([{ at: began, done: 0 }, ...samples], total))
  );
}

function rated(samples: readonly Sample[], total: number): Estimate | null {
  const first = samples[0];
  const last = samples[samples.length - 1];
  if (!first || !last || last.at - first.at < SHORTEST || last.done <= first.done) return null;
  const rate = ((last.done - first.done) / (last.at - first.at)) * 1_000;
  return { rate, left: Math.max(0, total - last.done) / rate };
}
