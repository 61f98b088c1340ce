import type { KitChain } from "@tandem/client/kit";
import { type ConnectedChain, connectChain } from "@tandem/client/offline";
import { type FormEvent, useState } from "react";
import { heldKit } from "../held";
import { Button, Failure, Field, Heading } from "../ui";
import { useWork } from "../useWork";

export type NetworkStepProps = {
  readonly chains: readonly KitChain[];
  readonly onDone: (chain: ConnectedChain, config: KitChain | undefined) => void;
};

/** Which network, and by which addresses it can be asked. Any will do: they are told nothing secret. */
export function NetworkStep({ chains, onDone }: NetworkStepProps) {
  const [index, setIndex] = useState(0);
  const work = useWork();
  const config = chains[index];

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    void work.run(async () => {
      const bundlerUrl = String(data.get("bundler") ?? "").trim();
      const rpcUrl = String(data.get("rpc") ?? "").trim();
      onDone(await connectChain({ chain: config, rpcUrl, ...(bundlerUrl && { bundlerUrl }) }), config);
    });
  }

  return (
    <form onSubmit={submit} key={index}>
      <Heading>Reach the network</Heading>
      <p>
        Any public RPC address of the network will do. A bundler sends for you; without one you get a transaction that
        anybody can send.
      </p>
      {chains.length > 1 ? (
        <div className="field">
          <label htmlFor="chain">Network</label>
          <select id="chain" value={index} onChange={(event) => setIndex(Number(event.currentTarget.value))}>
            {chains.map(({ chainId, name }, place) => (
              <option key={chainId} value={place}>
                {name}
              </option>
            ))}
          </select>
        </div>
      ) : null}
      <Field label="RPC address" name="rpc" type="url" required defaultValue={toUrl(config?.rpcUrl)} />
      <Field
        label="Bundler address (if you have one)"
        name="bundler"
        type="url"
        defaultValue={toUrl(config?.bundlerUrl)}
        hint="For EntryPoint version 0.9. Leave it empty to send by hand."
      />
      <Failure error={work.error} />
      <Button type="submit" busy={work.busy}>
        Connect
      </Button>
    </form>
  );
}

/** The kit may know a path on the wallet's own site. */
function toUrl(location: string | undefined): string {
  if (location === undefined) return "";
  const origin = heldKit().details?.origin;
  return URL.canParse(location, origin) ? new URL(location, origin).href : "";
}
