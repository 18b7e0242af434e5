import { useEffect, useState } from "preact/hooks";

/** Pages are addressed after #/: one page of HTML works without a signal whatever is shown. */

export interface Place {
  path: string;
  query: URLSearchParams;
}

export function here(): Place {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  return { path, query: new URLSearchParams(query) };
}

export function go(path: string, query: Record<string, string> = {}): void {
  const asked = new URLSearchParams(query).toString();
  location.hash = `#/${path}${asked ? `?${asked}` : ""}`;
}

export function usePlace(): Place {
  const [place, setPlace] = useState(here);
  useEffect(() => {
    const moved = () => setPlace(here());
    addEventListener("hashchange", moved);
    return () => removeEventListener("hashchange", moved);
  }, []);
  return place;
}
