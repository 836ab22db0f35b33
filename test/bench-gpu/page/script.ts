/** Loads a classic script of a peer; it announces itself as a global. */
export function loadScript(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const element = document.createElement('script');
    element.src = url;
    element.onload = () => resolve();
    element.onerror = () => reject(new Error(`${url} could not be loaded.`));
    document.head.append(element);
  });
}
