// Titles that continue what is typed, offered by the browser's own list. Without script the
// box is a plain search box. Facets stand open where there is room beside the results.
const box = document.querySelector("[data-suggest]");
const list = box && document.getElementById(box.getAttribute("list"));
let waiting = 0;
let asked = "";

async function offer() {
  const words = box.value.trim();
  if (words.length < 2 || words === asked) return;
  asked = words;
  const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(words)}`).catch(() => null);
  if (!answer?.ok || words !== box.value.trim()) return;
  const { titles } = await answer.json();
  list.replaceChildren(...titles.map((title) => Object.assign(document.createElement("option"), { value: title })));
}

box?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(offer, 180);
});

if (matchMedia("(min-width: 62rem)").matches) {
  for (const part of document.querySelectorAll("[data-open-wide]")) part.open = true;
}
