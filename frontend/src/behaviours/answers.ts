/** What the server refuses is shown as it says it, in the page's live region. */
export function answers(): void {
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const detail = (event as CustomEvent).detail as {
      xhr: XMLHttpRequest;
      shouldSwap: boolean;
      isError: boolean;
    };
    const status = detail.xhr.status;
    if (status < 400) return;
    // 422: a form with its errors belongs where the form was.
    if (status === 422) {
      detail.shouldSwap = true;
      detail.isError = false;
      return;
    }
    const region = document.getElementById("answer");
    if (!region) return;
    region.innerHTML = detail.xhr.responseText; // a part rendered by our own server
    region.scrollIntoView({ block: "nearest" });
  });
  document.body.addEventListener("htmx:sendError", () => {
    const region = document.getElementById("answer");
    if (region) region.textContent = region.dataset.offline ?? "";
  });
}
