/** The one label of a Tandem request signature. */
export const signatureLabel = "tandem";

/** RFC 9421 `tag`: a signature made for another application does not verify here. */
export const signatureTag = "tandem/v1";

export const signatureAlgorithm = "ecdsa-p256-sha256";

const targetComponents = ["@method", "@authority", "@path", "@query"] as const;
const bodyComponents = ["content-digest", "content-type"] as const;

/** What the signature covers, in this order; with the body's digest and type when there is a body. */
export function coveredComponents(hasBody: boolean): readonly string[] {
  return hasBody ? [...targetComponents, ...bodyComponents] : targetComponents;
}
