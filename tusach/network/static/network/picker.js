/**
 * `<div data-picker="/source?">` with a text box and a hidden number becomes a combobox:
 * what is typed asks the source (`&q=…`) for `{results: [{id, label, note}], none}` and the
 * chosen one's number goes into the hidden box. Arrow keys, Enter, Escape; typing on undoes
 * the choice. Without this script the server looks the typed name up.
 */
let count = 0;

function attach(root) {
  if (root.dataset.pickerReady) return;
  root.dataset.pickerReady = "1";
  const box = root.querySelector('input[type="text"]');
  const number = root.querySelector('input[type="hidden"]');
  if (!box || !number) return; // a choice of radio buttons is shown: nothing to add
  const list = document.createElement("ul");
  list.setAttribute("role", "listbox");
  list.id = `picker-${(count += 1)}`;
  list.hidden = true;
  root.append(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) box.setAttribute(name, value);

  let current = -1;
  let asked = 0;
  let timer = 0;

  const options = () => [...list.querySelectorAll('[role="option"]')];
  const close = () => {
    list.hidden = true;
    current = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    const all = options();
    if (!all.length) return;
    current = (index + all.length) % all.length;
    all.forEach((one, i) => one.setAttribute("aria-selected", String(i === current)));
    all[current].scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", all[current].id);
  };
  const choose = (option) => {
    box.value = option.dataset.label;
    number.value = option.dataset.id;
    close();
    box.dispatchEvent(new CustomEvent("picked", { bubbles: true, detail: { id: option.dataset.id } }));
  };
  const show = (answer) => {
    list.replaceChildren(...answer.results.map((one, index) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${index}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.id = one.id;
      option.dataset.label = one.label;
      option.textContent = one.label;
      if (one.note) {
        const note = document.createElement("small");
        note.textContent = one.note;
        option.append(note);
      }
      option.addEventListener("mousedown", (event) => { event.preventDefault(); choose(option); });
      return option;
    }));
    if (!answer.results.length) {
      const none = document.createElement("li");
      none.className = "picker-none";
      none.textContent = answer.none;
      list.append(none);
    }
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    current = -1;
  };
  const ask = async () => {
    const text = box.value.trim();
    if (!text) return close();
    const turn = (asked += 1);
    try {
      const answer = await fetch(`${root.dataset.picker}&q=${encodeURIComponent(text)}`, {
        headers: { Accept: "application/json" },
      });
      if (answer.ok && turn === asked && document.activeElement === box) show(await answer.json());
    } catch {
      close(); // no network: the server looks the name up when the form is sent
    }
  };
  box.addEventListener("input", () => {
    number.value = "";
    clearTimeout(timer);
    timer = setTimeout(ask, 160);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask();
      else mark(current + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && !list.hidden && current >= 0) {
      event.preventDefault();
      choose(options()[current]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  box.addEventListener("blur", close);
}

const all = (root) => root.querySelectorAll?.("[data-picker]").forEach(attach);
all(document);
document.addEventListener("htmx:load", (event) => all(event.target));
