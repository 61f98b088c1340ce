"use client";

import type { HandOverStep, Kit, StoredAccount } from "@tandem/client";
import type { DeviceExport } from "@tandem/client/offline";
import { useState } from "react";
import { Announce } from "@/components/Announce";
import { DevicePasswordField } from "@/components/DevicePasswordField";
import { NewPasswordField } from "@/components/NewPasswordField";
import { Steps } from "@/components/Steps";
import { TaskShell } from "@/components/TaskShell";
import { Button } from "@/components/ui/Button";
import { ErrorNotice } from "@/features/errors";
import { CodeField, useCodeField } from "@/features/kit";
import { deviceName } from "@/lib/deviceName";
import { useNewPassword } from "@/lib/useNewPassword";
import { walletClient } from "@/lib/walletClient";

export type HandOverProps = {
  readonly kit: Kit;
  /** Where the present key's other part is: on this device, or in a file. */
  readonly other: StoredAccount | DeviceExport;
  readonly onBack: () => void;
  readonly onDone: () => Promise<void>;
};

type ShownStep = Exclude<HandOverStep, "done">;

const labels: Record<ShownStep, string> = {
  opening: "Opening kit and device",
  passkey: "Confirm with a new passkey",
  key: "Making a new key",
  sealing: "Sealing and testing it",
  "handing-over": "Handing the account to it",
};
const passwordWords = "Your passkey is made. Choose the password, and go on.";
const order = Object.keys(labels) as ShownStep[]; // the keys of the record above

/** The codes, then everything that is signed. A code stays in its field, which the page keeps until it is done. */
export function HandOver({ kit, other, onBack, onDone }: HandOverProps) {
  const isFile = "format" in other;
  const hasOldPassword = !isFile && other.unlock === "password";
  const field = useCodeField();
  const exportField = useCodeField();
  const [password, setPassword] = useState("");
  const newPassword = useNewPassword();
  const [needsPassword, setNeedsPassword] = useState(false);
  const [step, setStep] = useState<ShownStep>();
  const [failure, setFailure] = useState<unknown>();

  const asksPassword = needsPassword && !failure && !step;

  const sign = async () => {
    setFailure(undefined);
    setStep("opening");
    try {
      const { recovery } = await walletClient();
      const common = {
        kit,
        code: field.read(),
        deviceName: deviceName(),
        ...(needsPassword && { newPassword: newPassword.value }),
        onProgress: (next: HandOverStep) => {
          if (next !== "done") setStep(next);
        },
      };
      await (isFile
        ? recovery.handOverFiles({ ...common, deviceExport: other, deviceCode: exportField.read() })
        : recovery.handOver({ ...common, accountId: other.accountId, ...(hasOldPassword && { password }) }));
      field.clear();
      exportField.clear();
      await onDone();
    } catch (error) {
      if (error instanceof Error && error.name === "PasskeyPrfMissingError") setNeedsPassword(true);
      else setFailure(error);
      setStep(undefined);
    }
  };

  return (
    <TaskShell title={isFile ? "The two codes" : "The code of this kit"} onBack={step ? undefined : onBack}>
      <form
        className="flex flex-1 flex-col gap-6"
        onSubmit={(event) => {
          event.preventDefault();
          if (!step && (!needsPassword || newPassword.accept())) void sign();
        }}
      >
        <fieldset disabled={step !== undefined} className={step ? "hidden" : "flex flex-col gap-6"}>
          <legend className="sr-only">What opens the present key</legend>
          <CodeField field={field} onChange={() => setFailure(undefined)} />
          {isFile ? (
            <CodeField
              field={exportField}
              onChange={() => setFailure(undefined)}
              label="Code of the device export"
              data-testid="export-code-input"
            />
          ) : null}
          {hasOldPassword ? <DevicePasswordField value={password} onChange={setPassword} /> : null}
          {needsPassword ? (
            <NewPasswordField
              label="New password of this device"
              hint="At least 10 characters. Your passkey cannot seal the account here, so a password does."
              password={newPassword}
            />
          ) : null}
        </fieldset>
        {step ? (
          <Steps
            label="Progress"
            steps={order.map((id, index) => ({
              id,
              title: labels[id],
              state: index < order.indexOf(step) ? "done" : id === step ? "current" : "todo",
            }))}
          />
        ) : null}
        <Announce>{step ? labels[step] : asksPassword ? passwordWords : ""}</Announce>
        {failure ? <ErrorNotice error={failure} /> : null}
        {asksPassword ? <p className="text-muted text-sm">{passwordWords}</p> : null}
        <div className="mt-auto">
          <Button
            type="submit"
            size="large"
            block
            busy={step !== undefined}
            disabled={!field.complete || (isFile && !exportField.complete)}
            data-testid="server-key-sign"
          >
            Sign and hand over
          </Button>
        </div>
      </form>
    </TaskShell>
  );
}
