import type { Enrolled, Point } from "./bundle";
import type { Desk } from "./desk";
import { type DeviceKeys, makeKeys, publicText } from "./keys";
import { ENROL_ADDRESS, post } from "./line";
import { Refusal } from "./refusal";
import { meta } from "./store";

/** Enrolment: an invitation becomes a device with keys of its own. */

const TOKEN = /^[a-z0-9_-]{32}$/;

interface Answer {
  version: number;
  house: string;
  device: string;
  name: string;
  sign: string;
  agree: string;
  points: Point[];
  now: number;
}

/** The token of an invitation's address, or of what was typed or scanned: all of it or the end. */
export function tokenIn(text: string): string | null {
  const end = (text.split("#").pop() ?? "").replace(/\s/g, "").toLowerCase();
  return TOKEN.test(end) ? end : null;
}

/** The request as it travels, over the line or on a stick. The keys are kept first: asked again
 *  after a cut, the same device asks. */
export async function enrolmentRequest(desk: Desk, token: string, name: string): Promise<string> {
  if (!name.trim()) throw new Refusal("device-name-missing");
  let keys = await meta<DeviceKeys>(desk.store, "keys");
  if (!keys) {
    keys = await makeKeys();
    await desk.keep({ keys });
  }
  return JSON.stringify({
    version: 1,
    token,
    name: name.trim(),
    sign: await publicText(keys.sign.publicKey),
    agree: await publicText(keys.agree.publicKey),
    now: Date.now(),
    ...(desk.events[0] ? { since: desk.events[0].at } : {}),
  });
}

export async function enrolOverTheLine(desk: Desk, token: string, name: string): Promise<void> {
  const sentAt = Date.now();
  const request = await enrolmentRequest(desk, token, name);
  const answer = await post(ENROL_ADDRESS, request, "application/json");
  await enrolmentAnswered(desk, await answer.text(), sentAt);
}

/** Takes the house's answer. Refuses `enrolment-unreadable` and `version-unknown`. */
export async function enrolmentAnswered(desk: Desk, text: string, sentAt?: number): Promise<void> {
  let answer: Answer;
  try {
    answer = JSON.parse(text) as Answer;
  } catch {
    throw new Refusal("enrolment-unreadable");
  }
  if (answer.version !== 1) throw new Refusal("version-unknown");
  if (!answer.house || !answer.device || !answer.points?.length) throw new Refusal("enrolment-unreadable");
  const { house, device, name, sign, agree, points } = answer;
  const enrolled: Enrolled = { house, device, name, sign, agree, points };
  if (desk.enrolled) await desk.fromTheBeginning(enrolled);
  const contact =
    sentAt === undefined ? {} : { contact: { at: answer.now, lacks: answer.now - (sentAt + Date.now()) / 2 } };
  await desk.keep({ enrolled, ...contact });
}

/** Asks the browser not to clear what is kept. True: it promised; false: it did not. */
export async function askToKeep(desk: Desk): Promise<boolean> {
  let promised = false;
  try {
    promised = (await navigator.storage?.persisted?.()) || (await navigator.storage?.persist?.()) || false;
  } catch {
    promised = false;
  }
  if (desk.persisted !== promised) await desk.keep({ persisted: promised });
  return promised;
}
