/**
 * The context to paint numbers into: pictures come from memory as whole, so a canvas on the graphics card would only
 * add a transfer and a layer of its own, and with hundreds of layers scrolling stutters.
 */
export function paintingContext(canvas: HTMLCanvasElement | null): CanvasRenderingContext2D | undefined {
  return canvas?.getContext('2d', { willReadFrequently: true }) ?? undefined;
}
