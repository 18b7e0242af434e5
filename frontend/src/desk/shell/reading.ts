import { BarcodeDetector, prepareZXingModule } from "barcode-detector/ponyfill";
import type { Detector } from "./camera";
import { scannerProgram } from "./scanner";

/** The detector for browsers that have none: a program of its own, fetched once and kept. */
export async function fetchedDetector(formats: string[]): Promise<Detector> {
  const wasmBinary = await scannerProgram();
  prepareZXingModule({ overrides: { wasmBinary } });
  return new BarcodeDetector({ formats: formats as ("code_128" | "qr_code")[] });
}
