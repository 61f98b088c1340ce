import NextLink from "next/link";
import type { ComponentProps } from "react";

/**
 * A link to another page of the wallet. Pages are rendered for each request, because their policy has a nonce: asked for
 * ahead, the server gives nothing of them, twice a link.
 */
export function Link(props: ComponentProps<typeof NextLink>) {
  return <NextLink prefetch={false} {...props} />;
}
