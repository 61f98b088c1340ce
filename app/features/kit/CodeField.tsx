"use client";

import { useMemo, useRef, useState } from "react";
import { Field, inputLook } from "@/components/ui/Field";

export type CodeFieldState = ReturnType<typeof useCodeField>;

/**
 * The code of a kit as it is typed. The text stays in the input alone; state knows only whether it is complete and which
 * groups have a mistake.
 */
export function useCodeField() {
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string>();
  const [complete, setComplete] = useState(false);
  return useMemo(
    () => ({
      input,
      problem,
      complete,
      read: () => input.current?.value ?? "",
      clear: () => {
        if (input.current) input.current.value = "";
      },
      check: async () => {
        const { parseKitCode } = await import("@/features/kit/kitCrypto");
        const outcome = describe(() => parseKitCode(input.current?.value ?? "").fill(0));
        setProblem(outcome.problem);
        setComplete(outcome.complete);
      },
    }),
    [problem, complete],
  );
}

type CodeFieldProps = {
  readonly field: CodeFieldState;
  readonly onChange?: () => void;
  /** Of what the code is, where there are two. */
  readonly label?: string;
  readonly "data-testid"?: string;
};

export function CodeField({
  field,
  onChange,
  label = "Code of the kit",
  "data-testid": testId = "kit-code-input",
}: CodeFieldProps) {
  return (
    <Field label={label} hint="7 groups of 5 characters. Capitals and hyphens do not matter." error={field.problem}>
      {(attributes) => (
        <input
          {...attributes}
          ref={field.input}
          onInput={() => {
            onChange?.();
            void field.check();
          }}
          type="text"
          autoComplete="off"
          autoCapitalize="characters"
          autoCorrect="off"
          spellCheck={false}
          placeholder="XXXXX-XXXXX-…"
          className={`${inputLook} font-mono uppercase tracking-wider placeholder:normal-case`}
          data-testid={testId}
        />
      )}
    </Field>
  );
}

/** What is wrong, in words; nothing while it is only half typed. */
function describe(parse: () => unknown): { readonly complete: boolean; readonly problem: string | undefined } {
  try {
    parse();
    return { complete: true, problem: undefined };
  } catch (error) {
    const { reason, groups } = error as { reason?: string; groups?: readonly number[] }; // a KitCodeError, read by shape
    if (reason === "incomplete") return { complete: false, problem: undefined };
    const places = groups?.length ? ` Look at group ${groups.join(" and ")}.` : "";
    const words: Readonly<Record<string, string>> = {
      character: "A code has digits and letters without U.",
      group: "There is a typing mistake.",
      "too-long": "This is longer than a code.",
      checksum: "These groups do not belong together.",
    };
    return { complete: false, problem: `${words[reason ?? ""] ?? "This is no code of a kit."}${places}` };
  }
}
