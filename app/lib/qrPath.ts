/** A QR code as one SVG path of unit squares, without its quiet zone. */
export type QrPath = { readonly size: number; readonly path: string };

/** Drawn here, so that a page needs no image and no inline style. The encoder is loaded on first use. */
export async function qrPath(text: string): Promise<QrPath> {
  const { create } = await import("qrcode");
  const { size, data } = create(text, { errorCorrectionLevel: "M" }).modules;
  const cells = [...data.keys()].filter((index) => data[index] === 1);
  return { size, path: cells.map((index) => `M${index % size} ${Math.floor(index / size)}h1v1h-1z`).join("") };
}
