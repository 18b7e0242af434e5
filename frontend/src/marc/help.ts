/** Shows the help of a field beside the editor; `url` ends with "000/", which the tag replaces. */
export async function help(url: string, tag: string): Promise<void> {
  const box = document.getElementById("marc-help");
  if (!box) return;
  try {
    const answer = await fetch(`${url.replace(/000\/$/, `${encodeURIComponent(tag)}/`)}?part=1`);
    if (answer.redirected) return;
    if (!answer.ok) {
      box.hidden = true;
      return;
    }
    box.innerHTML = await answer.text(); // a part rendered by our own server
    box.hidden = false;
    if (!window.matchMedia("(min-width: 75rem)").matches) box.scrollIntoView({ block: "nearest" });
  } catch {
    // without the server there is no help; nothing else is lost
  }
}
