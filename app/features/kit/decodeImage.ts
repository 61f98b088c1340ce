import decodeQR from "qr/decode.js";
import { NoQrCodeError } from "@/features/kit/NoQrCodeError";

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

/** The text of the QR code in a picture or a camera's frame; undefined where there is none. */
export function decodeFrame(source: CanvasImageSource, width: number, height: number): string | undefined {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context || width === 0 || height === 0) return undefined;
  context.drawImage(source, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  try {
    return decodeQR({ width, height, data });
  } catch {
    return undefined;
  }
}
