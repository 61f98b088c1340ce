"use client";

import { ArrowLeft } from "lucide-react";
import { useState } from "react";
import { Announce } from "@/components/Announce";
import { EntryShell } from "@/components/EntryShell";
import { PageHeading } from "@/components/PageHeading";
import { Splash } from "@/components/Splash";
import { Steps } from "@/components/Steps";
import { Button, ButtonLink } from "@/components/ui/Button";
import { Field, inputLook } from "@/components/ui/Field";
import { CreatePassword } from "@/features/entry/CreatePassword";
import { creationAnnouncement, creationSteps } from "@/features/entry/creationSteps";
import { UnsyncedPasskey } from "@/features/entry/UnsyncedPasskey";
import { useCreation } from "@/features/entry/useCreation";
import { ErrorNotice, isCancelled } from "@/features/errors";
import { untrustedText } from "@/lib/untrustedText";

const maxNameLength = 40;

/** Name, passkey, key generation with its progress, then home. */
export function CreateAccount() {
  const { phase, pending, loading, loadError, run, discard } = useCreation();
  const [name, setName] = useState("");
  const chosenName = pending?.name ?? name.trim();

  // What this device began is known in a moment; until then neither screen is right.
  if (loading && phase.name === "idle" && !loadError) return <Splash />;
  if (phase.name === "unsynced") return <UnsyncedPasskey />;
  if (phase.name === "password" || (phase.name === "idle" && pending?.needsPassword))
    return (
      <CreatePassword
        error={phase.name === "password" ? phase.error : undefined}
        onSubmit={(password) => run({ name: chosenName, password })}
        onCancel={discard}
      />
    );
  if (phase.name === "running" || phase.name === "stopped")
    return (
      <EntryShell>
        <div className="flex animate-rise flex-col gap-8">
          <div className="flex flex-col gap-2">
            <PageHeading className="text-3xl">Making your wallet</PageHeading>
            <p className="text-muted">A few seconds. Nothing to write down.</p>
          </div>
          <Steps
            label="Progress"
            steps={creationSteps({
              stage: phase.stage,
              state: phase.name === "running" ? "current" : isCancelled(phase.error) ? "paused" : "failed",
            })}
          />
          <Announce>{creationAnnouncement(phase.stage)}</Announce>
          {phase.name === "stopped" ? (
            <>
              <ErrorNotice error={phase.error} />
              <div className="flex flex-col gap-3">
                <Button size="large" block onClick={() => run({ name: chosenName })} data-testid="create-continue">
                  Continue
                </Button>
                <Button variant="ghost" block onClick={discard}>
                  Start over
                </Button>
              </div>
            </>
          ) : null}
        </div>
      </EntryShell>
    );
  if (pending)
    return (
      <EntryShell>
        <div className="flex animate-rise flex-col gap-8">
          <div className="flex flex-col gap-2">
            <PageHeading className="text-3xl">Let’s finish your wallet</PageHeading>
            <p className="text-muted">
              <bdi className="font-medium text-ink">{untrustedText(pending.name)}</bdi> is almost there. Nothing is
              lost.
            </p>
          </div>
          <Steps label="Progress" steps={creationSteps({ stage: pending.step, state: "paused" })} />
          <div className="flex flex-col gap-3">
            <Button size="large" block onClick={() => run({ name: pending.name })} data-testid="create-continue">
              Continue
            </Button>
            <Button variant="ghost" block onClick={discard}>
              Start over
            </Button>
          </div>
        </div>
      </EntryShell>
    );
  return (
    <EntryShell footer="Your passkey stays with your phone, computer or password manager.">
      <form
        className="flex animate-rise flex-col gap-8"
        onSubmit={(event) => {
          event.preventDefault();
          if (chosenName) void run({ name: chosenName });
        }}
      >
        <div className="flex flex-col gap-2">
          <ButtonLink href="/" variant="ghost" size="icon" aria-label="Back" className="-ms-3 mb-2">
            <ArrowLeft aria-hidden="true" className="size-5" />
          </ButtonLink>
          <PageHeading className="text-3xl">Name your wallet</PageHeading>
          <p className="text-muted">So that you recognise it among your passkeys.</p>
        </div>
        <Field label="Wallet name">
          {(attributes) => (
            <input
              {...attributes}
              value={name}
              onChange={(event) => setName(event.target.value)}
              maxLength={maxNameLength}
              required
              autoComplete="off"
              // biome-ignore lint/a11y/noAutofocus: the screen has one thing to do, and its heading is read with it
              autoFocus
              placeholder="For example, Everyday"
              className={inputLook}
              data-testid="create-name"
            />
          )}
        </Field>
        {loadError ? <ErrorNotice error={loadError} /> : null}
        <Button type="submit" size="large" block disabled={!chosenName} data-testid="create-submit">
          Create with a passkey
        </Button>
      </form>
    </EntryShell>
  );
}
