/** How the methods of built-in types are entered into the classes of types.ts. */
import { native, type Rule } from '../interpreter/native';
import type { ClassValue } from '../interpreter/values';

/** Enters natives into a class: name, signature, rule. */
export function methods(cls: ClassValue, table: Record<string, [signature: string, rule: Rule]>): void {
  for (const [name, [signature, rule]] of Object.entries(table)) {
    cls.attrs.set(name, native(name, signature, rule));
  }
}
