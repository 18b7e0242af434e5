/** Pointing at a line of the list shows its dot on the map, and the other way round. */
const dots = new Map();
for (const dot of document.querySelectorAll(".map a[id]")) dots.set(dot.id, dot);

function raise(dot, on) {
  if (!dot) return;
  dot.classList.toggle("shown", on);
  if (on) dot.parentNode.append(dot); // drawn last, so that no other dot covers its name
}
for (const line of document.querySelectorAll(".map-list [data-dot]")) {
  const dot = dots.get(line.dataset.dot);
  for (const [event, on] of [["mouseenter", true], ["mouseleave", false], ["focusin", true], ["focusout", false]]) {
    line.addEventListener(event, () => raise(dot, on));
  }
  dot?.addEventListener("mouseenter", () => line.classList.add("shown"));
  dot?.addEventListener("mouseleave", () => line.classList.remove("shown"));
  dot?.addEventListener("focusin", () => { line.classList.add("shown"); line.scrollIntoView({ block: "nearest" }); });
  dot?.addEventListener("focusout", () => line.classList.remove("shown"));
}
const asked = dots.get(location.hash.slice(1));
if (asked) raise(asked, true);
