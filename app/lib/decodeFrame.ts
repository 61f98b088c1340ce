import decodeQR from "qr/decode.js";

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
