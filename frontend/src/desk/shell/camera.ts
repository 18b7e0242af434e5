import { Refusal } from "./refusal";

/** Reading codes with the camera: the browser's own detector first, else one that is fetched
 *  after the installation and kept. */

export interface Detector {
  detect(picture: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

const FORMATS = ["code_128", "code_39", "ean_13", "qr_code"];
const BETWEEN = 120; // milliseconds between two looks: a cheap phone stays usable
const NOT_TWICE = 2_500; // the same code within this time is the same showing of it

interface Native {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

/** Whether this browser reads our codes by itself. */
export async function readsCodes(): Promise<boolean> {
  const native = (globalThis as { BarcodeDetector?: Native }).BarcodeDetector;
  if (!native) return false;
  const formats = await native.getSupportedFormats().catch((): string[] => []);
  return FORMATS.every((format) => formats.includes(format));
}

let detector: Promise<Detector> | null = null;

async function makeDetector(): Promise<Detector> {
  if (await readsCodes()) {
    const native = (globalThis as unknown as { BarcodeDetector: Native }).BarcodeDetector;
    return new native({ formats: FORMATS });
  }
  const { fetchedDetector } = await import("./reading");
  return fetchedDetector(FORMATS);
}

/** Shows the camera in `picture` and tells each code once, until `stop`. Refuses
 *  `camera-refused` and `camera-missing`. */
export async function startCamera(
  picture: HTMLVideoElement,
  seen: (code: string) => void,
  stop: AbortSignal,
): Promise<void> {
  if (!navigator.mediaDevices?.getUserMedia) throw new Refusal("camera-missing");
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  } catch (error) {
    const missing = error instanceof DOMException && error.name === "NotFoundError";
    throw new Refusal(missing ? "camera-missing" : "camera-refused");
  }
  const end = () => stream.getTracks().forEach((track) => track.stop());
  stop.addEventListener("abort", end);
  if (stop.aborted) return end();
  picture.srcObject = stream;
  await picture.play().catch(() => undefined);
  try {
    detector ??= makeDetector();
    const eye = await detector;
    const last = new Map<string, number>();
    while (!stop.aborted) {
      const found = picture.readyState >= 2 ? await eye.detect(picture).catch(() => []) : [];
      for (const { rawValue } of found) {
        const now = performance.now();
        const again = now - (last.get(rawValue) ?? -Infinity) < NOT_TWICE;
        last.set(rawValue, now);
        if (again || stop.aborted) continue;
        navigator.vibrate?.(60);
        seen(rawValue);
      }
      await new Promise((next) => setTimeout(next, BETWEEN));
    }
  } catch (error) {
    detector = null;
    end();
    throw error instanceof Refusal ? error : new Refusal("camera-missing");
  }
}
