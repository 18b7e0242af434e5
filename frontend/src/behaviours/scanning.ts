import htmx from "htmx.org";

/**
 * A field that a barcode scanner types into: `<input class="scan">` in a form with `hx-post`.
 *
 * A scanner is faster than a server. Each code is taken out of the field the moment it is
 * entered, with the rest of its form as it stood then, and waits its turn; codes go one after
 * another, because a box's label changes where the next book goes. A code leaves the line only
 * when the server has answered it. Until then it is kept in this tab, also over a reload and a
 * new sign-in; what could not be sent is shown, and sent again by itself when the line is back.
 * Sending again doubles nothing: a copy that is already there is refused by name.
 *
 * `data-sound` on the form: a high tone for taken, a low one for refused (the answer's first
 * element carries `data-heard="ok|bad"`).
 */
type Values = Record<string, string>;

const PAUSE = 4000; // ms between tries while the server does not answer
const AWAY = [0, 502, 503, 504]; // nobody is there: worth trying again unasked
const NOT_KEPT = ["csrfmiddlewaretoken"]; // the page's own, new after each sign-in

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

class Line {
  private waiting: Values[] = [];
  private busy = false;
  private stuck = false;
  private timer = 0;
  private shown: HTMLElement | null = null;
  private readonly url: string;
  private readonly key: string;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly field: HTMLInputElement,
  ) {
    this.url = form.getAttribute("hx-post") ?? "";
    const number = [...document.querySelectorAll("form")].indexOf(form);
    this.key = `scans:${document.body.dataset.who ?? ""}:${this.url}:${number}`;
    try {
      this.waiting = JSON.parse(sessionStorage.getItem(this.key) ?? "[]") as Values[];
    } catch {
      // a browser that keeps nothing
    }
    if (this.waiting.length) {
      // From before a reload: the user says whether they still hold.
      this.stuck = true;
      this.show();
    }
    window.addEventListener("online", () => this.tryAgain());
  }

  take(submitter: HTMLElement | null): void {
    const code = this.field.value.trim();
    if (!code) return;
    const values: Values = {};
    for (const [name, value] of new FormData(this.form, submitter)) {
      if (!NOT_KEPT.includes(name) && typeof value === "string") values[name] = value;
    }
    this.field.value = "";
    this.waiting.push(values);
    this.keep();
    if (this.stuck) this.show();
    else void this.run();
  }

  private keep(): void {
    try {
      if (this.waiting.length) sessionStorage.setItem(this.key, JSON.stringify(this.waiting));
      else sessionStorage.removeItem(this.key);
    } catch {
      // a browser that keeps nothing
    }
  }

  private tryAgain(): void {
    clearTimeout(this.timer);
    if (this.busy || !this.waiting.length) return;
    this.stuck = false;
    void this.run();
  }

  private async run(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    while (this.waiting.length && !this.stuck) {
      const one = this.waiting[0]!;
      const status = await this.send(one);
      if (status > 0 && status < 500 && status !== 401 && status !== 403) {
        this.waiting = this.waiting.filter((other) => other !== one);
        this.keep();
      } else {
        this.stuck = true;
        clearTimeout(this.timer);
        if (AWAY.includes(status)) this.timer = window.setTimeout(() => this.tryAgain(), PAUSE);
      }
    }
    this.busy = false;
    this.show();
  }

  /** The status of the answer; 0 when there was none. */
  private async send(values: Values): Promise<number> {
    let status = 0;
    const heard = (event: Event) => {
      const detail = (event as CustomEvent).detail as { elt: Element; xhr: XMLHttpRequest };
      if (detail.elt !== this.form) return;
      status = detail.xhr.status;
      if (this.form.hasAttribute("data-sound")) {
        const bad = status < 200 || status >= 400;
        tone(bad || detail.xhr.responseText.includes('data-heard="bad"') ? 220 : 880);
      }
    };
    document.body.addEventListener("htmx:afterRequest", heard);
    try {
      await htmx.ajax("post", this.url, { source: this.form, values });
    } catch {
      status = 0;
    }
    document.body.removeEventListener("htmx:afterRequest", heard);
    return status;
  }

  private show(): void {
    const before = this.shown;
    this.shown = null;
    if (this.stuck && this.waiting.length) {
      const pattern = document.getElementById("unsent-scans") as HTMLTemplateElement | null;
      const part = pattern?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
      if (part) {
        const list = part.querySelector("ol")!;
        for (const one of this.waiting) list.append(this.item(one, list.dataset.drop ?? "×"));
        part.querySelector("[data-do=send]")?.addEventListener("click", () => this.tryAgain());
        part.querySelector("[data-do=reload]")?.addEventListener("click", () => location.reload());
        this.form.after(part);
        this.shown = part;
      }
    }
    before?.remove();
  }

  private item(one: Values, label: string): HTMLElement {
    const item = document.createElement("li");
    const drop = document.createElement("button");
    drop.type = "button";
    drop.textContent = label;
    drop.setAttribute("aria-label", `${label} ${one[this.field.name] ?? ""}`);
    drop.addEventListener("click", () => {
      this.waiting = this.waiting.filter((other) => other !== one);
      this.keep();
      this.show();
      this.field.focus();
    });
    item.append(one[this.field.name] ?? "", " ", drop);
    return item;
  }
}

export function scanning(): void {
  const lines = new Map<HTMLFormElement, Line>();
  for (const field of document.querySelectorAll<HTMLInputElement>("form[hx-post] input.scan")) {
    if (field.form) lines.set(field.form, new Line(field.form, field));
  }
  // Before htmx hears of it: htmx would read the field again when its turn comes.
  document.addEventListener(
    "submit",
    (event) => {
      const line = lines.get(event.target as HTMLFormElement);
      if (!line) return;
      event.preventDefault();
      event.stopPropagation();
      line.take((event as SubmitEvent).submitter);
    },
    true,
  );
  const focus = () => {
    const field = document.querySelector<HTMLInputElement>("input.scan");
    const busy = document.activeElement?.matches("input, textarea, select");
    if (field && !busy) field.focus();
  };
  focus();
  document.body.addEventListener("htmx:afterSettle", focus);
}
