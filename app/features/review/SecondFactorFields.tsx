"use client";

import type { Kit, SecondFactor } from "@tandem/client";
import { type RefObject, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/Button";
import { Field, inputLook } from "@/components/ui/Field";
import { CodeField, KitSource, useCodeField } from "@/features/kit";

export type SecondFactorFieldsProps = {
  /** Set to what reads the fields when the form is sent: codes stay in their inputs. */
  readonly read: RefObject<() => SecondFactor | undefined>;
  readonly onReady: (isReady: boolean) => void;
};

/** Beside the passkey: a code of the authenticator app, or the backup kit with its own code. */
export default function SecondFactorFields({ read, onReady }: SecondFactorFieldsProps) {
  const [way, setWay] = useState<"app" | "kit">("app");
  return (
    <fieldset className="flex flex-col gap-4 rounded-2xl bg-caution-soft p-4" data-testid="review-second-factor">
      <legend className="float-start mb-2 w-full font-medium text-sm">
        Show that it is you with more than your passkey
      </legend>
      {way === "app" ? <AppCode read={read} onReady={onReady} /> : <KitWithCode read={read} onReady={onReady} />}
      <Button
        variant="ghost"
        block
        onClick={() => {
          onReady(false);
          setWay(way === "app" ? "kit" : "app");
        }}
      >
        {way === "app" ? "Use the backup kit" : "Use a code of the app"}
      </Button>
      <p className="text-muted text-sm">Both count two days after they were set up.</p>
    </fieldset>
  );
}

function AppCode({ read, onReady }: SecondFactorFieldsProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    read.current = () => ({ kind: "code", code: input.current?.value ?? "" });
  }, [read]);
  return (
    <Field label="Code from the app">
      {(attributes) => (
        <input
          {...attributes}
          ref={input}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={7}
          onInput={(event) => onReady(event.currentTarget.value.replace(/\s/g, "").length === 6)}
          className={inputLook}
          data-testid="review-second-factor-code"
        />
      )}
    </Field>
  );
}

function KitWithCode({ read, onReady }: SecondFactorFieldsProps) {
  const [kit, setKit] = useState<Kit>();
  const field = useCodeField();
  useEffect(() => {
    read.current = () => kit && { kind: "kit", kit, code: field.read() };
    onReady(kit !== undefined && field.complete);
  }, [read, onReady, kit, field]);
  return kit ? <CodeField field={field} /> : <KitSource onKit={setKit} />;
}
