/** Light, dark or as the device has it: `<button data-theme-switch>` goes round the three. */
const KEY = "tusach-theme";
const ROUND = ["auto", "light", "dark"] as const;
type Theme = (typeof ROUND)[number];

function stored(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return ROUND.find((one) => one === value) ?? "auto";
  } catch {
    return "auto"; // storage is switched off
  }
}

function wear(theme: Theme): void {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const button of document.querySelectorAll<HTMLElement>("[data-theme-switch]")) {
    const now = button.querySelector("[data-theme-now]");
    if (now) now.textContent = button.dataset[theme] ?? theme;
  }
}

export function theme(): void {
  wear(stored());
  document.addEventListener("click", (event) => {
    if (!(event.target as Element).closest("[data-theme-switch]")) return;
    const next = ROUND[(ROUND.indexOf(stored()) + 1) % ROUND.length] ?? "auto";
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // worn for this page only
    }
    wear(next);
  });
}
