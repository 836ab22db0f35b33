/** A number for every object, as `id()` gives it: stable while the object lives, never used twice. */

const ids = new WeakMap<object, number>();
let next = 1;

/** The object's number: 1, 2, … in the order in which they were asked for. */
export function identityOf(object: object): number {
  let id = ids.get(object);
  if (id === undefined) {
    id = next++;
    ids.set(object, id);
  }
  return id;
}

/** The address that `repr` and `id` show. */
export function addressOf(object: object): number {
  return 0x7f0000000000 + identityOf(object) * 16;
}
