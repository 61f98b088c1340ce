/**
 * The PRF input that opens a device share: SHA-256("tandem/prf/share/v1"). One constant for everybody, because a
 * discoverable sign-in does not know the credential, hence no salt of its own, before it has the answer.
 */
export async function getPrfSalt(): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode("tandem/prf/share/v1")));
}
