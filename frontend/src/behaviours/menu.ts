/** The staff menu: open on a desk, folded on a phone. Without script it can be opened by hand. */
export function menu(): void {
  const fold = document.querySelector<HTMLDetailsElement>(".side details");
  if (!fold) return;
  const wide = window.matchMedia("(min-width: 62.01rem)");
  const set = () => {
    fold.open = wide.matches;
  };
  set();
  wide.addEventListener("change", set);
}
