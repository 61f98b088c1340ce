import { NoQrCodeError } from "@/features/kit/NoQrCodeError";
import { decodeFrame } from "@/lib/decodeFrame";

/** Longest side of a picture that is searched; the sheet's code is found in far less. */
const maxSide = 2_000;

/** The text of the QR code in a picture. @throws NoQrCodeError */
export async function decodeImage(file: Blob): Promise<string> {
  try {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, maxSide / Math.max(bitmap.width, bitmap.height));
    const text = decodeFrame(bitmap, Math.round(bitmap.width * scale), Math.round(bitmap.height * scale));
    bitmap.close();
    if (text !== undefined) return text;
  } catch {
    // No picture at all: the same to the person.
  }
  throw new NoQrCodeError();
}
