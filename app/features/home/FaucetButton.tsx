"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Droplets } from "lucide-react";
import type { Address } from "viem";
import { Button } from "@/components/ui/Button";
import { toast } from "@/components/ui/Toaster";
import { ErrorNotice } from "@/features/errors";
import { requestTestMoney } from "@/features/home/requestTestMoney";

/** Only on chains that have a faucet: the local one, and test networks. */
export function FaucetButton({ url, owner }: { readonly url: string; readonly owner: Address }) {
  const queryClient = useQueryClient();
  const faucet = useMutation({
    mutationFn: () => requestTestMoney({ url, owner }),
    onSuccess: async () => {
      toast("Test money has arrived");
      for (const name of ["balances", "activity"]) await queryClient.invalidateQueries({ queryKey: [name] });
    },
  });
  return (
    <>
      <Button
        variant="ghost"
        className="col-span-2"
        busy={faucet.isPending}
        icon={<Droplets aria-hidden="true" className="size-[1.125rem]" />}
        onClick={() => faucet.mutate()}
        data-testid="home-faucet"
      >
        Get test money
      </Button>
      {faucet.isError ? <ErrorNotice error={faucet.error} className="col-span-2" /> : null}
    </>
  );
}
