/** Validity bounds in seconds, with as few zero bytes as real ones. */
export const validAfter = 0x65656565;
export const validUntil = 0x7f7f7f7f;
