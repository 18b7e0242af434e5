import { HouseRefusal, Refusal } from "./refusal";

/** The way over the network. Refuses `no-line` when nobody answers; what the house refuses comes
 *  as a HouseRefusal with its sentence. */

const PATIENCE = 60_000; // milliseconds for one small bundle

export const SYNC_ADDRESS = "/thiet-bi/dong-bo";
export const ENROL_ADDRESS = "/thiet-bi/ghi-nhan";

export async function post(address: string, body: BodyInit, type: string): Promise<Response> {
  if (!navigator.onLine) throw new Refusal("no-line");
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), PATIENCE);
  let response: Response;
  try {
    response = await fetch(address, {
      method: "POST",
      body,
      headers: { "Content-Type": type },
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      signal: giveUp.signal,
    });
    if (!response.ok) throw await refusalOf(response);
    return new Response(await response.arrayBuffer(), response);
  } catch (error) {
    if (error instanceof HouseRefusal) throw error;
    throw new Refusal("no-line");
  } finally {
    clearTimeout(timer);
  }
}

async function refusalOf(response: Response): Promise<HouseRefusal> {
  const again = Number(response.headers.get("Retry-After")) || null;
  try {
    const said = (await response.json()) as { code?: string; sentence?: string };
    return new HouseRefusal(response.status, said.code ?? "refused", said.sentence ?? "", again);
  } catch {
    return new HouseRefusal(response.status, `http-${response.status}`, "", again);
  }
}
