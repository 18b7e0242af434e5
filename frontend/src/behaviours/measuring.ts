/**
 * Says when a text is longer than its field takes. Nothing is cut: the form refuses it with the
 * same measure (`data-most`, in place of `maxlength`).
 */
const key = (field: HTMLElement) => `${field.id}-too-long`;

// As the server counts: without spaces at the ends, a line break as two, a letter as one.
const measure = (text: string) => [...text.trim().replace(/\r?\n/g, "\r\n")].length;

function check(field: HTMLInputElement | HTMLTextAreaElement): void {
  const most = Number(field.dataset.most);
  const has = measure(field.value);
  let line = document.getElementById(key(field));
  if (has <= most) {
    line?.remove();
    return;
  }
  if (!line) {
    const pattern = document.getElementById("too-long") as HTMLTemplateElement | null;
    line = pattern?.content.firstElementChild?.cloneNode(true) as HTMLElement | null;
    if (!line) return;
    line.id = key(field);
    line.dataset.words = line.textContent ?? "";
    field.after(line);
  }
  line.textContent = (line.dataset.words ?? "")
    .replace("{most}", String(most))
    .replace("{has}", String(has));
}

export function measuring(): void {
  document.addEventListener("input", (event) => {
    const field = event.target as HTMLInputElement | HTMLTextAreaElement;
    if (field.id && field.dataset.most) check(field);
  });
}
