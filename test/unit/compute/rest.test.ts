import { expect, it, vi } from 'vitest';
import { createRest } from '../../../src/compute/backends/rest';

it('the page has its turn when a computation went on for long, and not before', async () => {
  const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
  const rest = createRest(undefined, 10);
  clock.mockReturnValue(9);
  expect(rest()).toBeUndefined();
  clock.mockReturnValue(10);
  const pause = rest();
  expect(pause).toBeInstanceOf(Promise);
  await pause;
  // Another task may come in between; the time counts from then on.
  expect(rest()).toBeUndefined();
  clock.mockRestore();
});
