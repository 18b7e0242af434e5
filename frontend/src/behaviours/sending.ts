/** A form is sent once: its buttons rest while it travels. */
export function sending(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method === "get" || form.matches("[hx-post]")) return;
    // After this turn: a disabled button would not be sent with the form.
    setTimeout(() => {
      for (const button of form.querySelectorAll("button")) button.disabled = true;
    });
  });
  // Back button: the browser may show the page as it was left.
  window.addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll<HTMLButtonElement>("form button[disabled]")) {
      if (!button.dataset.stays) button.disabled = false;
    }
  });
}
