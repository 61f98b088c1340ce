/** What the kit's screens need of the client besides its actions. Imported late: it brings the cryptography with it. */
export { type Kit, parseKitCode, parseKitFile, parseKitText } from "@tandem/client";
