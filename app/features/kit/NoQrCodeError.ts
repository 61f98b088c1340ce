/** A picture in which no QR code can be read. Its words are those of the other errors. */
export class NoQrCodeError extends Error {
  override readonly name = "NoQrCodeError";
  readonly shortMessage = "There is no QR code to read in this picture.";
  readonly metaMessages = ["Take it straight from above, in good light, with the whole code in it."];
}
