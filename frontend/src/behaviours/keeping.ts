/**
 * What was typed is not lost when the session ended before the form was sent.
 *
 * A form that is sent is kept in this tab until the next page. When that page is the sign-in,
 * the form's own page is opened after it, filled in as it was left, for the same person only.
 * Nothing is sent unasked. Passwords and files are never kept.
 */
interface Kept {
  who: string;
  page: string; // where the form stood
  action: string; // where it was sent
  form: number; // which of the forms sent there
  fields: [string, string][];
  cut?: boolean; // the answer was the sign-in
}

const KEY = "typed";
const NEVER = ["csrfmiddlewaretoken", "once"]; // the new page has its own

const here = () => location.pathname + location.search;
const path = (url: string) => {
  const found = new URL(url, location.href);
  return found.pathname + found.search;
};
const sentTo = (form: HTMLFormElement) => path(form.getAttribute("action") || location.href);
const formsTo = (action: string) =>
  [...document.forms].filter((form) => form.method === "post" && sentTo(form) === action);

function read(): Kept | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Kept | null;
  } catch {
    return null;
  }
}

function write(kept: Kept | null): void {
  try {
    if (kept) sessionStorage.setItem(KEY, JSON.stringify(kept));
    else sessionStorage.removeItem(KEY);
  } catch {
    // a browser that keeps nothing, or a text beyond its measure
  }
}

/** On the sign-in page: go back to where the form stood. */
export function keepOverSignIn(): void {
  const next = document.querySelector<HTMLInputElement>("main form input[name=next]");
  const kept = read();
  if (!kept || !next) return;
  if (next.value === kept.action) kept.cut = true;
  if (!kept.cut) return write(null);
  next.value = kept.page;
  write(kept);
}

function fill(form: HTMLFormElement, fields: [string, string][]): [string, string][] {
  const given = new Map<string, string[]>();
  for (const [name, value] of fields) given.set(name, [...(given.get(name) ?? []), value]);
  for (const control of form.elements) {
    if (control instanceof HTMLInputElement && /^(checkbox|radio)$/.test(control.type)) {
      control.checked = given.get(control.name)?.includes(control.value) ?? false;
    }
  }
  const over: [string, string][] = [];
  for (const [name, values] of given) {
    const controls = [...form.elements].filter(
      (one) => (one as HTMLInputElement).name === name && !(one instanceof HTMLButtonElement),
    ) as HTMLInputElement[];
    values.forEach((value, at) => {
      const control = controls[at];
      if (controls.some((one) => /^(checkbox|radio)$/.test(one.type))) return;
      if (control) control.value = value;
      else if (value.trim()) over.push([name, value]);
    });
  }
  return over;
}

export function keeping(): void {
  const who = document.body.dataset.who ?? "";
  const kept = read();
  write(null);
  if (kept?.cut && kept.who === who && kept.page === here()) {
    const form = formsTo(kept.action)[kept.form];
    const pattern = document.getElementById("typed-kept") as HTMLTemplateElement | null;
    const part = pattern?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
    if (form && part) {
      const over = fill(form, kept.fields);
      for (const [, value] of over) {
        const line = document.createElement("p");
        line.textContent = value;
        part.append(line);
      }
      form.closest("details")?.setAttribute("open", "");
      form.before(part);
      part.scrollIntoView({ block: "nearest" });
    }
  }
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method !== "post" || form.matches("[hx-post]")) return;
    if (form.querySelector("input[type=password]")) return;
    const fields: [string, string][] = [];
    for (const [name, value] of new FormData(form)) {
      if (!NEVER.includes(name) && typeof value === "string") fields.push([name, value]);
    }
    const action = sentTo(form);
    write({ who, page: here(), action, form: formsTo(action).indexOf(form), fields });
  });
}
