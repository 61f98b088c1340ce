import type { RecoveryRequestLink } from "@tandem/protocol";
import { Notice } from "@/components/ui/Notice";

/** Networks that a request does not reach: the guardians who sign it do not count there, or under another number. */
export function Uncovered({ request }: { readonly request: Pick<RecoveryRequestLink, "chainIds" | "chains"> }) {
  const nameOf = (isReached: boolean) =>
    request.chains
      .filter(({ chainId }) => request.chainIds.includes(chainId) === isReached)
      .map(({ name }) => name)
      .join(", ");
  const left = nameOf(false);
  if (left === "") return null;
  return (
    <Notice tone="caution" title={`This is for ${nameOf(true)} only`} data-testid="recovery-uncovered">
      On {left} other guardians count, or they were set there at another time. There the account keeps its key of
      before. Once it is open with the new key, its owner can ask for {left} too, on the page for guardians.
    </Notice>
  );
}
