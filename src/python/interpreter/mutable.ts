/**
 * What a program can change, and in which order it came about relative to forks: an object that is older than a fork is
 * saved for it before its first change (journal.ts).
 */

/** A serial number below that of every fork. */
export const BEFORE_FORKS = -(2 ** 30);

/** Forks opened so far: branches on unknown conditions that may be taken back (journal.ts). */
let forksOpened = 0;

/** The same in code that runs `asShared`: it is below the programs' numbers, so that what is made there is older than all their forks. */
let sharedForks = BEFORE_FORKS;

/** The serial number of a fork that opens now. */
export const nextFork = (): number => ++forksOpened;

/** Makes values that belong to no program and that programs share (shared.ts). */
export function asShared<T>(run: () => T): T {
  const outer = forksOpened;
  forksOpened = sharedForks;
  try {
    return run();
  } finally {
    sharedForks = forksOpened;
    forksOpened = outer;
  }
}

/** What a program can change, so that the journal saves it before its first change in a fork. */
export class Mutable {
  /**
   * The latest fork that has no use for its present state: it was saved for that fork, or made after the fork was
   * opened and so gone with what the fork takes back.
   */
  savedFor = forksOpened;
}
