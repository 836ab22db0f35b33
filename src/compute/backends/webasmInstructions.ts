/** Instructions that gpu.js's emitter has no method for. */
export const V128_LOAD32_SPLAT = [0xfd, 0x09];
export const F32X4_RELAXED_MADD = [0xfd, 0x85, 0x02];

/** A function with one relaxed multiply-add, as a module. */
const RELAXED_PROBE = [
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x03, 0x02, 0x01, 0x00, 0x0a, 0x10, 0x01, 0x0e, 0x01, 0x01, 0x7b],
  ...[0x20, 0x00, 0x20, 0x00, 0x20, 0x00, ...F32X4_RELAXED_MADD, 0x1a, 0x0b],
];
let relaxedSimd: boolean | undefined;

/** Whether the engine has relaxed SIMD (Chromium 114 and later; Node 20 has not). */
export function hasRelaxedSimd(): boolean {
  return (relaxedSimd ??= WebAssembly.validate(new Uint8Array(RELAXED_PROBE)));
}

/** A number in WebAssembly's variable-length form (LEB128). */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}
