/** Runs in the page: what is wider than its place, or reaches out of the window. */
export function overflowing(): string[] {
  const all = [...document.body.querySelectorAll<HTMLElement>('*')].filter(
    (element) => !(element instanceof SVGElement),
  );
  // What only a screen reader sees has no place to be wider than.
  const isForReaders = (element: Element) => getComputedStyle(element.closest('thead') ?? element).clipPath !== 'none';
  return all
    .filter((element) => !isForReaders(element))
    .filter((element) => {
      const { right, left } = element.getBoundingClientRect();
      const isClipped = getComputedStyle(element).display !== 'inline' && element.scrollWidth > element.clientWidth + 1;
      return isClipped || right > window.innerWidth + 0.5 || left < -0.5;
    })
    .map((element) => `${element.tagName} ${element.textContent?.slice(0, 40)}`);
}
