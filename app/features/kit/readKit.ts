import { type Kit, parseKitFile, parseKitText } from "@/features/kit/kitCrypto";

/** A kit from what the person chose: its file, or a picture of its sheet. */
export async function readKitFile(file: File): Promise<Kit> {
  if (!file.type.startsWith("image/")) return parseKitFile(new Uint8Array(await file.arrayBuffer()));
  const { decodeImage } = await import("@/features/kit/decodeImage");
  return parseKitText(await decodeImage(file));
}
