import { type ComponentProps, type ReactNode, useEffect, useId, useRef } from "react";
import type { Address, Hex } from "viem";
import { describeError } from "@/features/errors/describeError";

/** A step's heading; it takes focus when the step begins, so that a screen reader says where one is. */
export function Heading({ children }: { readonly children: ReactNode }) {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => ref.current?.focus(), []);
  return (
    <h1 ref={ref} tabIndex={-1}>
      {children}
    </h1>
  );
}

export function Button({
  busy = false,
  look = "primary",
  children,
  ...rest
}: ComponentProps<"button"> & { readonly busy?: boolean; readonly look?: "primary" | "secondary" }) {
  return (
    <button type="button" className={look} aria-busy={busy || undefined} disabled={busy} {...rest}>
      {busy ? "Working …" : children}
    </button>
  );
}

type FieldProps = Omit<ComponentProps<"input">, "id"> & { readonly label: string; readonly hint?: ReactNode };

export function Field({ label, hint, ...rest }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        aria-describedby={hint ? `${id}-hint` : undefined}
        autoComplete="off"
        spellCheck={false}
        {...rest}
      />
      {hint ? (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      ) : null}
    </div>
  );
}

export function Notice({
  tone = "info",
  title,
  children,
}: {
  readonly tone?: "info" | "success" | "caution" | "danger";
  readonly title: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className={`notice ${tone}`} role={tone === "danger" ? "alert" : tone === "success" ? "status" : undefined}>
      <p className="title">{title}</p>
      {children ? <div>{children}</div> : null}
    </div>
  );
}

/** What went wrong and what to do; nothing for a closed passkey prompt but a quiet line. */
export function Failure({ error }: { readonly error: unknown }) {
  if (error === undefined) return null;
  const { title, action, cancelled } = describeError(error);
  return (
    <Notice tone={cancelled ? "info" : "danger"} title={title}>
      <p>{action}</p>
    </Notice>
  );
}

type TransactionProps = {
  readonly to: Address;
  readonly data: Hex;
  readonly gas?: bigint | undefined;
  readonly label?: string;
  readonly testId: string;
};

/** A transaction for somebody else to send, in the words of every wallet's developer. */
export function Transaction({ to, data, gas, label = "Transaction", testId }: TransactionProps) {
  const lines = { to, value: "0", ...(gas !== undefined && { gas: gas.toString() }), data };
  return (
    <textarea
      className="mono"
      readOnly
      rows={8}
      value={JSON.stringify(lines)}
      aria-label={label}
      data-testid={testId}
    />
  );
}
