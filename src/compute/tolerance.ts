/**
 * The relative error up to which a backend counts as correct: float32 sums against float64,
 * relative to what was summed (see `Difference.relative`).
 */
export const TOLERANCE = 1e-5;
