import { encodeRotateOwner } from "@tandem/account";
import type { KitChain } from "@tandem/client/kit";
import {
  type ConnectedChain,
  makeSoloKey,
  type OfflineAccount,
  type OfflineOperation,
  type OfflineState,
  prepareOfflineOperation,
  type SoloKey,
  sealSoloFiles,
} from "@tandem/client/offline";
import { useRef, useState } from "react";
import { downloadFile } from "@/lib/downloadFile";
import { heldKit, heldSigner, holdSigner, randomBytes } from "../held";
import { Sending } from "../Sending";
import { Button, Failure, Heading, Notice } from "../ui";
import { useSending } from "../useSending";
import { useWork } from "../useWork";

export type SoloStepProps = {
  readonly account: OfflineAccount;
  readonly chain: ConnectedChain;
  readonly config: KitChain | undefined;
  readonly state: OfflineState;
  readonly onAccount: (account: OfflineAccount) => void;
  readonly onBack: () => void;
};

/** The two codes are shown once, drawn straight into the page and never kept by React. */
type Codes = { kit: string; device: string };

/** A new key without any server: new kit and new device export first, the chain after both were saved. */
export function SoloStep(props: SoloStepProps) {
  const { account, chain, onBack, onAccount } = props;
  const solo = useRef<SoloKey>(undefined);
  const codes = useRef<Codes>(undefined);
  const [stage, setStage] = useState<"explain" | "save" | "send">("explain");
  const [prepared, setPrepared] = useState<OfflineOperation>();
  const sending = useSending(chain);
  const work = useWork();

  const make = () =>
    work.run(async () => {
      const made = makeSoloKey({ account, signer: heldSigner(), ownerEpoch: props.state.ownerEpoch, randomBytes });
      solo.current = made;
      codes.current = await saveBoth(made, props.config);
      setStage("save");
    });
  const prepare = () =>
    work.run(async () => {
      codes.current = undefined;
      const made = solo.current;
      if (!made) return;
      const data = encodeRotateOwner(made.rotation);
      setPrepared(await prepareOfflineOperation({ chain, account, calls: [{ to: account.address, data }] }));
      sending.reset();
      setStage("send");
    });
  const finish = () => {
    if (!solo.current) return;
    holdSigner(solo.current.signer);
    onAccount(solo.current.account);
    onBack();
  };

  if (stage === "explain") {
    return (
      <div className="stack">
        <Heading>Replace the key</Heading>
        <p>
          The account keeps its address and gets a new key that belongs to you alone. The old kit, the old devices and
          the server lose their parts.
        </p>
        <Notice tone="caution" title="The new key is made on this page">
          <p>
            For a moment it is whole in this browser. Do this on a device you trust. When there is a server again, open
            the wallet’s page “My own key” with both files: it makes a key with the server.
          </p>
        </Notice>
        <Failure error={work.error} />
        <Button onClick={make} busy={work.busy}>
          Make the new key
        </Button>
        <Button look="secondary" onClick={onBack}>
          Back
        </Button>
      </div>
    );
  }
  if (stage === "save") {
    return (
      <div className="stack">
        <Heading>Save both files and both codes</Heading>
        <p>
          Two files were saved. Write each code down now: they are shown only here. Keep kit and device export apart.
        </p>
        <ShownOnce label="Code of the new backup kit" read={() => codes.current?.kit} testId="exit-kit-code" />
        <ShownOnce label="Code of the new device export" read={() => codes.current?.device} testId="exit-device-code" />
        <Failure error={work.error} />
        <Button onClick={prepare} busy={work.busy}>
          I have both files and both codes
        </Button>
        <KeepOldKey onBack={onBack} />
      </div>
    );
  }
  return (
    <div className="stack">
      <Heading>Give the account to the new key</Heading>
      <Failure error={work.error} />
      {sending.state.phase === "idle" ? (
        <>
          <Button busy={work.busy} onClick={() => work.run(async () => prepared && sending.send(prepared))}>
            Sign and send
          </Button>
          <KeepOldKey onBack={onBack} />
        </>
      ) : (
        <Sending {...{ sending, work, onBack }} onConfirmed={finish} onPrepareAgain={prepare} />
      )}
    </div>
  );
}

/** The way back while nothing is signed. */
function KeepOldKey({ onBack }: Pick<SoloStepProps, "onBack">) {
  return (
    <>
      <Button look="secondary" onClick={onBack}>
        Keep the old key
      </Button>
      <p className="hint">The new files then open nothing: destroy them.</p>
    </>
  );
}

function ShownOnce({ label, read, testId }: { label: string; read: () => string | undefined; testId: string }) {
  return (
    <div className="card">
      <h2>{label}</h2>
      <p
        className="mono code"
        data-testid={testId}
        ref={(element) => {
          if (element && element.textContent === "") element.textContent = read() ?? "";
        }}
      />
    </div>
  );
}

async function saveBoth(solo: SoloKey, config: KitChain | undefined): Promise<Codes> {
  const old = heldKit().details;
  const chains = config ? [config] : (old?.chains ?? []);
  const { kit, device } = await sealSoloFiles({ solo, old, chains, now: Date.now(), randomBytes });
  downloadFile("tandem-backup-kit-new.json", kit.file);
  downloadFile("tandem-device-export-new.json", device.file);
  return { kit: kit.code, device: device.code };
}
