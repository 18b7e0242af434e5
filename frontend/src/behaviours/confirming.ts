/** `<button data-confirm="…">` asks first; the words say what will happen. */
export function confirming(): void {
  document.addEventListener("submit", (event) => {
    const button = (event as SubmitEvent).submitter;
    const form = event.target as HTMLFormElement;
    const words = button?.dataset.confirm ?? form.dataset.confirm;
    if (words && !window.confirm(words)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);
}
