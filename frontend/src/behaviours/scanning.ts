/**
 * A field that a barcode scanner types into: `<input class="scan">`.
 *
 * It takes the focus back after every answer and is emptied only when the server has the
 * code, so that a cut network loses no scan. `data-sound` on the form: a high tone for taken,
 * a low one for refused (the answer's first element carries `data-heard="ok|bad"`).
 */
function tone(pitch: number): void {
  try {
    const audio = new AudioContext();
    const wave = audio.createOscillator();
    wave.frequency.value = pitch;
    wave.connect(audio.destination);
    wave.start();
    wave.stop(audio.currentTime + 0.12);
    wave.onended = () => void audio.close();
  } catch {
    // a device without sound
  }
}

export function scanning(): void {
  const focus = () => {
    const field = document.querySelector<HTMLInputElement>("input.scan");
    const busy = document.activeElement?.matches("input, textarea, select");
    if (field && !busy) field.focus();
  };
  focus();
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const detail = (event as CustomEvent).detail as { elt: Element; xhr: XMLHttpRequest };
    const form = detail.elt.closest<HTMLFormElement>("form");
    const field = form?.querySelector<HTMLInputElement>("input.scan");
    if (!form || !field) return;
    if (detail.xhr.status > 0) field.value = "";
    if (form.hasAttribute("data-sound") || field.hasAttribute("data-sound")) {
      tone(detail.xhr.responseText.includes('data-heard="bad"') || detail.xhr.status >= 400 ? 220 : 880);
    }
    field.focus();
  });
  document.body.addEventListener("htmx:afterSettle", focus);
}
