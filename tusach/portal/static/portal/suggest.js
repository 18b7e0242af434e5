// Titles that continue what is typed, in a list under the box (a combobox: arrows choose, Enter
// searches, Escape closes). Without script the box is a plain search box. While letters are being
// composed (Telex, VNI) the titles follow, but no key is taken from the composing.
// Facets stand open where there is room beside the results.
const box = document.querySelector("[data-suggest]");
const form = box?.form;
let list, said;
let waiting = 0;
let asked = "";
let at = -1;

function build() {
  list = document.createElement("ul");
  list.id = "q-titles";
  list.className = "p-titles-offered";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.label);
  said = document.createElement("span");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  form.append(list, said);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) box.setAttribute(name, value);
}

const options = () => [...list.children];

function point(to) {
  const every = options();
  at = every.length ? (to + every.length + 1) % (every.length + 1) : -1;
  if (at === every.length) at = -1;
  every.forEach((one, place) => one.setAttribute("aria-selected", String(place === at)));
  if (at < 0) return box.removeAttribute("aria-activedescendant");
  box.setAttribute("aria-activedescendant", every[at].id);
  every[at].scrollIntoView({ block: "nearest" });
}

function option(title, place) {
  const made = document.createElement("li");
  made.id = `q-title-${place}`;
  made.textContent = title;
  made.setAttribute("role", "option");
  return made;
}

function show(titles) {
  list.replaceChildren(...titles.map(option));
  point(-1);
  list.hidden = !titles.length;
  box.setAttribute("aria-expanded", String(!list.hidden));
  said.textContent = titles.length ? `${titles.length} ${box.dataset.count}` : "";
}

async function offer() {
  const words = box.value.trim();
  if (words.length < 2) return close();
  if (words === asked) return;
  asked = words;
  const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(words)}`).catch(() => null);
  if (!answer?.ok || words !== box.value.trim() || document.activeElement !== box) return;
  show((await answer.json()).titles);
}

function close() {
  if (!list.hidden) show([]);
  asked = "";
}

function take(chosen) {
  box.value = chosen.textContent;
  close();
  form.requestSubmit();
}

function key(event) {
  if (event.isComposing || event.keyCode === 229 || list.hidden) return;
  if (event.key === "ArrowDown") point(at + 1);
  else if (event.key === "ArrowUp") point(at < 0 ? options().length - 1 : at - 1);
  else if (event.key === "Enter" && at >= 0) take(options()[at]);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
}

if (box) {
  build();
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(offer, 180);
  });
  box.addEventListener("keydown", key);
  box.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const chosen = event.target.closest("li");
    if (chosen) take(chosen);
  });
}

if (matchMedia("(min-width: 62rem)").matches) {
  for (const part of document.querySelectorAll("[data-open-wide]")) part.open = true;
}
