import { describe, expect, it } from 'vitest';
import { estimate, record, type Sample } from './estimate';

function samples(...given: [at: number, done: number][]): Sample[] {
  return given.reduce<Sample[]>((all, [at, done]) => record(all, { at, done }), []);
}

describe('estimate', () => {
  it('knows nothing at first, and nothing while nothing moves', () => {
    expect(estimate([], 100)).toBeNull();
    expect(estimate(samples([0, 5], [500, 10]), 100)).toBeNull();
    expect(estimate(samples([0, 5], [5_000, 5]), 100)).toBeNull();
  });

  it('tells the rate and the time left', () => {
    expect(estimate(samples([0, 0], [2_000, 20]), 100)).toEqual({ rate: 10, left: 8 });
  });

  it('goes by the last seconds', () => {
    expect(estimate(samples([0, 0], [10_000, 10], [12_000, 50]), 70)).toEqual({ rate: 20, left: 1 });
  });

  it('starts anew with the next phase', () => {
    expect(estimate(samples([0, 0], [2_000, 100], [2_100, 0], [4_100, 10]), 100)).toEqual({
      rate: 5,
      left: 18,
    });
  });

  it('goes by the whole time since the work began while nothing else was seen', () => {
    expect(estimate(samples([10_000, 50]), 100, 5_000)).toEqual({ rate: 10, left: 5 });
    expect(estimate(samples([5_000, 50], [10_000, 100]), 200, 0)).toEqual({ rate: 10, left: 10 });
    expect(estimate(samples([10_000, 50]), 100, 10_500)).toBeNull();
  });
});
