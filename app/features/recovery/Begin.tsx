"use client";

import type { RecoverableAccount, StartSoloRecoveryReturnType } from "@tandem/client";
import type { GuardianCard } from "@tandem/protocol";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Announce } from "@/components/Announce";
import { FullAddress } from "@/components/FullAddress";
import { NewPasswordField } from "@/components/NewPasswordField";
import { Button } from "@/components/ui/Button";
import { Facts } from "@/components/ui/Facts";
import { Field, inputLook } from "@/components/ui/Field";
import { Notice } from "@/components/ui/Notice";
import { describeError, ErrorNotice } from "@/features/errors";
import { CardInput } from "@/features/guardian-portal";
import { FindByAddress } from "@/features/recovery/FindByAddress";
import { RecoverShell } from "@/features/recovery/RecoverShell";
import { deviceName } from "@/lib/deviceName";
import { untrustedText } from "@/lib/untrustedText";
import { useNewPassword } from "@/lib/useNewPassword";
import { walletClient } from "@/lib/walletClient";

const words = {
  passkey: "Confirm with your passkey",
  key: "Making a new key",
  sealing: "Sealing it",
  done: "Done",
} as const;

export type BeginProps = {
  /** The kit of a key that was made on this device alone. Its code is shown once, and kept nowhere. */
  readonly onKit: (kit: StartSoloRecoveryReturnType["kit"]) => void;
  readonly onStarted: () => void;
};

/** Which account, then a new key for it. */
export function Begin(props: BeginProps) {
  const [card, setCard] = useState<GuardianCard | RecoverableAccount>();
  if (card) return <MakeKey {...props} card={card} onBack={() => setCard(undefined)} />;
  return (
    <RecoverShell title="Get your account back">
      <p className="text-muted">
        Call one of your guardians and ask for their guardian card. Any one of them will do: it says which account is
        yours.
      </p>
      <CardInput onCard={setCard} />
      <FindByAddress onFound={setCard} />
    </RecoverShell>
  );
}

type MakeKeyProps = BeginProps & {
  readonly card: GuardianCard | RecoverableAccount;
  readonly onBack: () => void;
};

function MakeKey({ card, onBack, onKit, onStarted }: MakeKeyProps) {
  const [requester, setRequester] = useState("");
  const [isAlone, setAlone] = useState(false);
  const [needsPassword, setNeedsPassword] = useState(false);
  const [step, setStep] = useState<keyof typeof words>("passkey");
  const password = useNewPassword();
  const start = useMutation({
    // Gives back nothing: a result is kept by the cache of this page.
    mutationFn: async () => {
      const { recovery } = await walletClient();
      const common = { requester, deviceName: deviceName(), onProgress: setStep };
      const parameters = { ...common, ...(needsPassword && { password: password.value }) };
      if (isAlone && isCard(card)) onKit((await recovery.startSolo({ ...parameters, card })).kit);
      else await recovery.start({ ...parameters, card });
    },
    onSuccess: onStarted,
    onError: ({ name }) => {
      if (name === "PasskeyPrfMissingError") setNeedsPassword(true);
    },
  });
  const refusal = start.error?.name === "PasswordError" ? describeError(start.error).title : undefined;
  const isUnreachable = start.error?.name === "ServiceUnreachableError";
  const isFailed = start.error !== null && refusal === undefined && start.error.name !== "PasskeyPrfMissingError";
  return (
    <RecoverShell title="Make a new key" onBack={() => start.isPending || onBack()}>
      <form
        className="flex flex-col gap-6"
        onSubmit={(event) => {
          event.preventDefault();
          if (!start.isPending && (!needsPassword || password.accept())) start.mutate();
        }}
      >
        <div className="rounded-2xl bg-surface px-4 ring-1 ring-line">
          <Facts
            facts={[
              { label: "Account", value: <bdi>{untrustedText(card.accountName)}</bdi> },
              { label: "Guardians", value: `${card.config.threshold} of ${card.config.commitments.length}` },
              { label: "Address", value: <FullAddress address={card.address} />, wide: true },
            ]}
          />
        </div>
        <Field label="Your name" hint="Your guardians see it. They will call you before they approve.">
          {(attributes) => (
            <input
              {...attributes}
              className={inputLook}
              value={requester}
              maxLength={64}
              autoComplete="name"
              onChange={(event) => setRequester(event.target.value)}
            />
          )}
        </Field>
        {isAlone ? (
          <Notice title="The key is made on this device, without our server">
            It comes in two parts: one opens with a new passkey, the other is a backup kit that you keep.
          </Notice>
        ) : null}
        {needsPassword ? (
          <NewPasswordField
            label="New password of this device"
            hint="At least 10 characters. Your passkey cannot seal the account here, so a password does."
            password={password}
            refusal={refusal}
          />
        ) : null}
        <Button type="submit" size="large" block busy={start.isPending} disabled={requester.trim() === ""}>
          {start.isPending
            ? words[step]
            : needsPassword
              ? "Continue with this password"
              : "Make the key with a passkey"}
        </Button>
        <Announce>{start.isPending ? words[step] : ""}</Announce>
        {isCard(card) ? null : (
          <Notice title="Found by its address" data-testid="recover-found">
            The list of guardians is known, not who they are: they know it themselves. Each needs their guardian card to
            approve, so call them.
          </Notice>
        )}
        {isUnreachable && !isAlone && isCard(card) ? (
          <Notice
            tone="caution"
            announce
            title="Our server does not answer"
            actions={
              <Button
                size="small"
                onClick={() => {
                  setAlone(true);
                  start.reset();
                }}
                data-testid="recover-alone"
              >
                Go on without it
              </Button>
            }
          >
            You do not need it: your guardians and the network are enough.
          </Notice>
        ) : isFailed ? (
          <ErrorNotice error={start.error} />
        ) : null}
      </form>
    </RecoverShell>
  );
}

/** What was found by an address has no guardian in it, and is not enough without the server. */
function isCard(account: GuardianCard | RecoverableAccount): account is GuardianCard {
  return "guardian" in account;
}
