/** `<button data-print>` prints the page. Without script it does nothing, so it is hidden then. */
export function printing(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
