/**
 * Keys: `/` goes to the search field; `data-key` presses a button: F-keys and Alt with a letter
 * always, a single sign ("1") when nothing is being typed in.
 */
export function keys(): void {
  document.addEventListener("keydown", (event) => {
    const target = event.target as HTMLElement;
    const typing = target.matches("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      const field = document.querySelector<HTMLInputElement>("input[type=search]");
      if (field) {
        event.preventDefault();
        field.focus();
        field.select();
      }
      return;
    }
    if (typing && event.key.length === 1 && !event.altKey) return;
    // F-keys and Alt+letter work while a scanner's field has the focus.
    const name = (event.altKey ? "Alt+" : "") + event.key;
    const button = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(name)}"]`);
    if (button) {
      event.preventDefault();
      button.click();
    }
  });
}
