import { useEffect, useState } from "preact/hooks";
import { CLOCK_SET, shownMoment } from "./clock";
import type { Desk } from "./desk";
import { askToKeep } from "./enrol";
import { Notice, Press } from "./look";
import { addScreen, tiles } from "./registry";
import { length, say } from "./words";

/** The first page: what can be done, what waits, what is safe. */

const LITTLE = 50 * 1024 * 1024;

interface InstallPrompt extends Event {
  prompt(): Promise<void>;
}

let install: InstallPrompt | null = null;
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  install = event as InstallPrompt;
  dispatchEvent(new Event("tusach-installable"));
});

export function clockTrouble(desk: Desk): string | null {
  const { contact } = desk;
  if (!contact) return null;
  if (Math.abs(contact.lacks) > CLOCK_SET) return say("clockWrong", { by: length(contact.lacks) });
  if (Date.now() < contact.at - CLOCK_SET) {
    return say("clockOld", { now: shownMoment(Date.now()), at: shownMoment(contact.at) });
  }
  return null;
}

export async function spaceLeft(): Promise<{ used: number; left: number } | null> {
  const said = await navigator.storage?.estimate?.();
  if (said?.quota === undefined) return null;
  return { used: said.usage ?? 0, left: said.quota - (said.usage ?? 0) };
}

function HomeScreen({ desk }: { desk: Desk }) {
  const [left, setLeft] = useState(Infinity);
  const [installable, setInstallable] = useState(install !== null);
  useEffect(() => {
    void spaceLeft().then((space) => space && setLeft(space.left));
    const can = () => setInstallable(true);
    addEventListener("tusach-installable", can);
    return () => removeEventListener("tusach-installable", can);
  }, []);
  const waits = desk.unsafe.length;
  const trouble = clockTrouble(desk);
  const declined = desk.events.filter((event) => ["declined", "conflict"].includes(desk.standOf(event.seq))).length;
  return (
    <>
      {desk.enrolled && desk.enrolled.points.length > 1 && <PointChoice desk={desk} />}
      <nav class="tiles" aria-label={say("home")}>
        {tiles
          .filter((tile) => tile.shown?.(desk) ?? true)
          .map((tile) => (
            <a key={tile.path} href={`#/${tile.path}`} class={tile.order < 30 ? "tile main" : "tile"}>
              <span class="sign" aria-hidden="true">
                {tile.sign}
              </span>
              {tile.label()}
            </a>
          ))}
      </nav>
      <section class="card" aria-label={say("syncTitle")}>
        <p class={waits ? "big warn" : "big ok"}>
          {waits ? say("waiting", { n: waits }) : say("nothingWaiting")}
        </p>
        <p class="muted">
          {say("safeCount", { n: desk.safe })}
          <br />
          {desk.contact ? say("lastContact", { at: shownMoment(desk.contact.at) }) : say("neverContact")}
        </p>
        {desk.unsentPhotos.length > 0 && <p class="warn">{say("photosWaiting", { n: desk.unsentPhotos.length })}</p>}
        {declined > 0 && (
          <p>
            <a href="#/so?xem=trouble">{say("onlyTrouble")}: {declined}</a>
          </p>
        )}
        <a class="button" href="#/gui">
          {say("syncTitle")}
        </a>
      </section>
      {trouble && <Notice tone="warn">{trouble}</Notice>}
      {desk.restored && <Notice tone="warn">{say("restored")}</Notice>}
      {left < LITTLE && <Notice tone="bad">{say("spaceLow", { left: Math.floor(left / 1_000_000) })}</Notice>}
      {desk.persisted === false && (
        <Notice tone="warn">
          <p>{say("notPersisted")}</p>
          <Press act={async () => void (await askToKeep(desk))}>{say("askPersist")}</Press>
        </Notice>
      )}
      {installable && (
        <Press
          act={async () => {
            await install?.prompt();
            setInstallable(false);
            install = null;
          }}
        >
          {say("installDo")}
        </Press>
      )}
      <div class="row foot">
        <span class="muted">{say("signedIn", { name: desk.who })}</span>
        <a class="button" href="#/cai-dat">
          {say("settings")}
        </a>
        <button onClick={() => desk.lock()}>{say("lock")}</button>
      </div>
    </>
  );
}

export function PointChoice({ desk }: { desk: Desk }) {
  return (
    <div class="field">
      <label for="point">{say("points")}</label>
      <select id="point" value={desk.point.code} onChange={(event) => void desk.choosePoint(event.currentTarget.value)}>
        {desk.enrolled?.points.map((point) => (
          <option key={point.code} value={point.code}>
            {point.name}
          </option>
        ))}
      </select>
    </div>
  );
}

addScreen({ path: "", title: () => say("home"), page: HomeScreen });
