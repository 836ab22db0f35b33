/** The values of a result, calculated one by one in float64. */
export interface Reference {
  /** The value at batch item `n`, output channel `o` and a flat output position (row-major over the spatial axes). */
  at(n: number, o: number, position: number): number;
  /** The sum of |input·weight| at that place, or what an activation makes of it: the scale that rounding errors are measured by. */
  magnitudeAt(n: number, o: number, position: number): number;
}
