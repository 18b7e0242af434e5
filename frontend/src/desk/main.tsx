import { render } from "preact";
import "./desk.css";
import { App } from "./shell/app";
import { readsCodes } from "./shell/camera";
import { Desk } from "./shell/desk";
import "./shell/home";
import "./shell/journal";
import { type Language, speak } from "./shell/language";
import { fetchScanner } from "./shell/scanner";
import { sendsBy } from "./shell/sending";
import "./shell/settings";
import { meta } from "./shell/store";
import { Sync } from "./shell/sync";
import "./holdings/finding";
import "./holdings/damage";
import "./readers/register";
import "./circulation/lend";
import "./circulation/return";
import "./circulation/count";
import "./circulation/ask";
import "./rotation/list";
import "./rotation/receive";
import "./rotation/hand_on";
import "./rotation/longer";

const root = document.getElementById("desk");
const said = document.currentScript ?? document.querySelector<HTMLScriptElement>("script[data-worker]");

async function start(into: HTMLElement): Promise<void> {
  const desk = await Desk.open();
  speak((await meta<Language>(desk.store, "language")) ?? "vi");
  const sync = new Sync(
    desk,
    () => dispatchEvent(new Event("tusach-wiped")),
    () => dispatchEvent(new Event("tusach-closing")),
  );
  sendsBy(sync);
  sync.watch();
  into.replaceChildren();
  render(<App desk={desk} sync={sync} demonstration={document.body.dataset.demonstration === "yes"} />, into);
}

async function keepWorking(address: string): Promise<void> {
  const before = navigator.serviceWorker.controller !== null; // else this is the first installation
  const registration = await navigator.serviceWorker.register(address, { scope: "/quay/" });
  registration.addEventListener("updatefound", () => {
    const coming = registration.installing;
    coming?.addEventListener("statechange", () => {
      if (before && coming.state === "activated") dispatchEvent(new Event("tusach-fresh"));
    });
  });
  await navigator.serviceWorker.ready;
  if (!(await readsCodes())) await fetchScanner();
}

if (root) void start(root);
const worker = (said as HTMLElement | null)?.dataset.worker;
if (worker && "serviceWorker" in navigator) void keepWorking(worker).catch(() => undefined);
