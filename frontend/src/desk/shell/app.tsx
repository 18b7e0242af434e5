import { useEffect, useReducer, useState } from "preact/hooks";
import type { Desk } from "./desk";
import { speak, spoken } from "./language";
import { Notice } from "./look";
import { screens } from "./registry";
import { usePlace } from "./router";
import { EnrolScreen, FirstPersonScreen, LockScreen } from "./start";
import type { Sync } from "./sync";
import { say } from "./words";

/** The frame around every screen. */
export function App({ desk, sync, demonstration }: { desk: Desk; sync: Sync; demonstration: boolean }) {
  const [, again] = useReducer((count: number) => count + 1, 0);
  const [people, setPeople] = useState<string[] | null>(null);
  const [wiped, setWiped] = useState(false);
  const [fresh, setFresh] = useState(false);
  const [closing, setClosing] = useState(false);
  useEffect(() => desk.listen(() => again(undefined as never)), [desk]);
  useEffect(() => {
    const gone = () => setWiped(true);
    const ready = () => setFresh(true);
    const ends = () => setClosing(true);
    addEventListener("tusach-wiped", gone);
    addEventListener("tusach-fresh", ready);
    addEventListener("tusach-closing", ends);
    return () => {
      removeEventListener("tusach-wiped", gone);
      removeEventListener("tusach-fresh", ready);
      removeEventListener("tusach-closing", ends);
    };
  }, []);
  useEffect(() => {
    if (wiped || desk.erased) return;
    void desk.store.getAllKeys("people").then(setPeople);
  }, [desk, desk.locked, wiped]);

  if (wiped || closing) {
    return (
      <main>
        <h1>{say("appName")}</h1>
        <Notice tone="warn">{say(wiped ? "wiped" : "closing")}</Notice>
      </main>
    );
  }
  const opened = () => sync.soon(500);
  return (
    <>
      {demonstration && <aside class="demonstration">{say("demonstration")}</aside>}
      <Header desk={desk} redraw={() => again(undefined as never)} />
      {fresh && (
        <Notice>
          {say("newVersion")} <button onClick={() => location.reload()}>{say("reload")}</button>
        </Notice>
      )}
      {!desk.enrolled ? (
        <EnrolScreen desk={desk} />
      ) : people === null ? null : desk.locked ? (
        people.length ? (
          <LockScreen desk={desk} people={people} opened={opened} />
        ) : (
          <FirstPersonScreen desk={desk} opened={opened} />
        )
      ) : (
        <Inside desk={desk} />
      )}
    </>
  );
}

function Header({ desk, redraw }: { desk: Desk; redraw: () => void }) {
  const place = usePlace();
  const turn = () => {
    speak(spoken() === "vi" ? "en" : "vi");
    void desk.keep({ language: spoken() });
    redraw();
  };
  const open = desk.enrolled && !desk.locked;
  return (
    <header class="head">
      {open && place.path ? (
        <a class="back" href="#/" aria-label={say("back")}>
          ‹ <span>{say("home")}</span>
        </a>
      ) : (
        <span class="brand">{open ? desk.point.name : "Tủ Sách"}</span>
      )}
      <span class="push">
        {open && (
          <a class={`chip ${desk.unsafe.length ? "waits" : ""}`} href="#/gui">
            {desk.unsafe.length ? say("waiting", { n: desk.unsafe.length }) : "✓ " + say("safe")}
          </a>
        )}
        {!open && (
          <button class="quiet" onClick={turn} lang={spoken() === "vi" ? "en" : "vi"}>
            {say("language")}
          </button>
        )}
      </span>
    </header>
  );
}

function Inside({ desk }: { desk: Desk }) {
  const place = usePlace();
  const screen = screens.get(place.path);
  useEffect(() => {
    document.title = screen?.path ? `${screen.title()} · Tủ Sách` : say("appName");
    const heading = document.querySelector<HTMLElement>("main h1");
    // A screen reader is told of the new page; a field that asked for the focus keeps it.
    if (place.path && !document.activeElement?.matches("main input")) heading?.focus();
    scrollTo(0, 0);
  }, [place.path, screen]);
  if (!screen) {
    return (
      <main>
        <Notice tone="bad">{say("notFound")}</Notice>
        <a href="#/">{say("back")}</a>
      </main>
    );
  }
  const Page = screen.page;
  return (
    <main>
      <h1 tabIndex={-1}>{screen.title()}</h1>
      <Page desk={desk} key={`${place.path}?${place.query}`} />
    </main>
  );
}
