import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/**
 * A component that is fetched when it is first wanted, once for all outputs.
 * @returns the hook that gives it: undefined until it is there.
 */
export function lazily<Props>(
  load: () => Promise<ComponentType<Props>>,
): (wanted: boolean) => ComponentType<Props> | undefined {
  let loaded: ComponentType<Props> | undefined;
  return (wanted) => {
    const [Component, setComponent] = useState(() => loaded);
    useEffect(() => {
      if (!wanted || loaded) return;
      void load().then((component) => {
        loaded = component;
        setComponent(() => component);
      });
    }, [wanted]);
    return Component ?? loaded;
  };
}
