/**
 * Asks again until there is an answer that is neither undefined, null nor false; fails after `limit`
 * milliseconds with the last error, or with `what` was waited for.
 */
export async function eventually<T>(
  what: string,
  ask: () => T | Promise<T>,
  limit = 15_000,
): Promise<NonNullable<Exclude<T, false>>> {
  const end = Date.now() + limit;
  let trouble: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== null && answer !== false) return answer as NonNullable<Exclude<T, false>>;
      trouble = undefined;
    } catch (error) {
      trouble = error;
    }
    if (Date.now() > end) throw trouble ?? new Error(`Waited ${limit / 1000} s in vain: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
