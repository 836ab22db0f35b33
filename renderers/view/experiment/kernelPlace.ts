/** Which kernel: the one between an output channel and the `input`-th channel of its group. */
export interface KernelPlace {
  readonly output: number;
  readonly input: number;
}
