/** An element's place from a rectangle of the layout. */
export function boxStyle(rect: { x: number; y: number; width: number; height: number }): Record<string, string> {
  return { left: `${rect.x}px`, top: `${rect.y}px`, width: `${rect.width}px`, height: `${rect.height}px` };
}
