import type { Place } from "./history";

const PAUSE = 700; // ms after the last change

/** Asks the server what is wrong with the text as it stands, and marks the rows it names. */
export class Problems {
  private timer = 0;
  private asked = 0;
  private readonly box = document.getElementById("marc-problems")!;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly list: HTMLElement,
    private readonly focus: (place: Place) => void,
  ) {
    this.box.addEventListener("click", (event) => {
      const link = (event.target as HTMLElement).closest<HTMLAnchorElement>("a[href^='#marc-line-']");
      if (!link || this.list.hidden) return;
      event.preventDefault();
      const row = Number(link.hash.slice("#marc-line-".length)) - 1;
      this.focus({ row, part: "value", sub: 0 });
    });
  }

  later(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), PAUSE);
  }

  async ask(): Promise<void> {
    const turn = ++this.asked;
    const sent = new FormData();
    for (const name of ["csrfmiddlewaretoken", "record", "text", "kind"]) {
      const field = this.form.querySelector<HTMLInputElement>(`[name=${name}]`);
      if (field) sent.set(name, field.value);
    }
    let said: string;
    try {
      const answer = await fetch(this.form.dataset.check ?? "", { method: "POST", body: sent });
      if (answer.redirected || !answer.ok) return; // the sign-in; saving will ask for it
      said = await answer.text();
    } catch {
      const words = document.getElementById("marc-words")?.dataset;
      const notice = document.createElement("p");
      notice.className = "notice warn";
      notice.textContent = words?.unreachable ?? "";
      this.box.replaceChildren(notice);
      return;
    }
    if (turn !== this.asked) return; // an older question answered late
    this.box.innerHTML = said; // a part rendered by our own server
    this.mark();
  }

  /** Puts the sentences beside the rows they are about. */
  mark(): void {
    for (const row of this.list.querySelectorAll<HTMLElement>(".marc-row")) {
      const line = row.id.slice("marc-line-".length);
      const found = [...this.box.querySelectorAll<HTMLElement>(`[data-line="${line}"]`)];
      const said = row.querySelector<HTMLElement>(".marc-said")!;
      said.hidden = !found.length;
      said.textContent = found.map((one) => one.querySelector(".marc-sentence")?.textContent ?? "").join(" ");
      const controlled = row.querySelector<HTMLElement>(".marc-controlled");
      const number = this.box.querySelector<HTMLElement>(`[data-controlled="${line}"]`);
      if (controlled) {
        controlled.hidden = !number;
        controlled.title = number?.textContent ?? "";
      }
      const wrong = found.some((one) => one.closest(".notice.bad"));
      row.classList.toggle("wrong", wrong);
      row.classList.toggle("doubt", found.length > 0 && !wrong);
      for (const input of row.querySelectorAll("[data-part]")) {
        if (found.length) input.setAttribute("aria-describedby", said.id);
        else input.removeAttribute("aria-describedby");
      }
    }
  }
}
