import type { Page } from "playwright-core";

/** What the camera of this page sees from now on, as a stream of frames. */
export async function holdBeforeCamera(page: Page, picture: Buffer): Promise<void> {
  await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = document.createElement("canvas");
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    const context = canvas.getContext("2d")!;
    const stream = canvas.captureStream(10);
    setInterval(() => context.drawImage(bitmap, 0, 0), 50);
    navigator.mediaDevices.getUserMedia = async () => stream;
  }, picture.toString("base64"));
}
