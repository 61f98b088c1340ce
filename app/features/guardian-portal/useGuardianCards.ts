import { useQuery } from "@tanstack/react-query";
import { walletClient } from "@/lib/walletClient";

/** The cards of people whom somebody here guards. */
export function useGuardianCards() {
  return useQuery({
    queryKey: ["guardian-cards"],
    queryFn: async () => (await walletClient()).guardians.listCards(),
  });
}
