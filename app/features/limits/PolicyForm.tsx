"use client";

import type { StoredAccount } from "@tandem/client";
import { describePolicy, isLoosening, type Policy, type PolicyState } from "@tandem/protocol";
import { useQueryClient } from "@tanstack/react-query";
import { Fingerprint } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { Button } from "@/components/ui/Button";
import { Field, inputLook } from "@/components/ui/Field";
import { Notice } from "@/components/ui/Notice";
import { toast } from "@/components/ui/Toaster";
import { type Asset, assetAmount } from "@/features/assets";
import { PendingChanges } from "@/features/changes";
import { ErrorNotice, isCancelled } from "@/features/errors";
import { AddressList } from "@/features/limits/AddressList";
import { addAddress } from "@/features/limits/addAddress";
import { checkLimit, type PolicyDraft, toDraft, toPolicy } from "@/features/limits/draft";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

export type PolicyFormProps = {
  readonly account: StoredAccount;
  readonly assets: readonly Asset[];
  readonly state: PolicyState;
};

/** Edits a policy and says of each edit when it will count. */
export function PolicyForm({ account, assets, state }: PolicyFormProps) {
  const { policy: base, pending } = state;
  const [draft, setDraft] = useState(() => toDraft(base, assets));
  const { save, busy, failure } = useSave(account, state);
  const change = (changes: Partial<PolicyDraft>) => setDraft((before) => ({ ...before, ...changes }));
  const allowed = useAddressList(draft.allowed ?? [], (addresses) => change({ allowed: addresses }));
  const blocked = useAddressList(draft.blocked, (addresses) => change({ blocked: addresses }));
  // An address that was typed and not added yet is meant to count too.
  const whole: PolicyDraft = {
    ...draft,
    allowed: draft.allowed && allowed.withText,
    blocked: blocked.withText,
  };
  const policy = toPolicy(whole, base, assets);
  const isTyped = (draft.allowed !== undefined && allowed.text !== "") || blocked.text !== "";
  const isNobody = whole.allowed?.length === 0 && base.allowed?.length !== 0;
  const isChanged = policy !== undefined && !isSame(base, policy);
  const loosens = policy !== undefined && isLoosening(base, policy);
  const formatAmount = (id: string, amount: bigint) => {
    const asset = assets.find((entry) => entry.id === id);
    return asset ? assetAmount({ asset, amount, exact: true }) : `${amount} of ${id}`;
  };

  return (
    <form
      className="flex flex-col gap-9"
      onSubmit={(event) => {
        event.preventDefault();
        const isComplete = [draft.allowed ? allowed.add() : true, blocked.add()].every(Boolean);
        if (policy && isChanged && isComplete && !isNobody && !busy) void save(policy);
      }}
    >
      <PendingChanges
        account={account}
        kinds={["loosening"]}
        describe={() => (pending ? <PolicyLines policy={pending.policy} formatAmount={formatAmount} /> : null)}
      />
      <Part
        title="Daily limits"
        text="The most that may leave in any 24 hours. Empty: no limit, and each payment is confirmed."
      >
        {assets.map((asset) => (
          <Field
            key={asset.id}
            label={`${asset.name} (${asset.symbol})`}
            error={checkLimit(draft.amounts[asset.id] ?? "", asset)}
          >
            {(attributes) => (
              <input
                {...attributes}
                value={draft.amounts[asset.id] ?? ""}
                onChange={(event) => change({ amounts: { ...draft.amounts, [asset.id]: event.target.value } })}
                inputMode="decimal"
                autoComplete="off"
                placeholder="No limit"
                className={inputLook}
                data-testid={`limits-${asset.symbol}`}
              />
            )}
          </Field>
        ))}
      </Part>
      <Part title="Whom you pay">
        <Tick
          checked={draft.asksNew}
          onChange={(asksNew) => change({ asksNew })}
          title="Ask me before I pay somebody new"
          testId="limits-new"
        />
        <Tick
          checked={draft.allowed !== undefined}
          onChange={(isOn) => change({ allowed: isOn ? [] : undefined })}
          title="Only pay addresses on my list"
          testId="limits-allowed-on"
        />
        {draft.allowed ? (
          <AddressList
            label="Add an address you may pay"
            addresses={draft.allowed}
            onChange={(addresses) => change({ allowed: addresses })}
            text={allowed.text}
            onText={allowed.setText}
            problem={allowed.problem}
            onAdd={allowed.add}
            testId="limits-allowed"
          />
        ) : null}
        {isNobody ? (
          <Notice tone="caution" title="Nobody is on your list yet">
            Add at least one address, or nobody could be paid. To stop every payment, freeze the account on the Security
            page.
          </Notice>
        ) : null}
      </Part>
      <Part title="Blocked addresses" text="Nothing is ever sent to these, and they get no right to spend.">
        <AddressList
          label="Block an address"
          addresses={draft.blocked}
          onChange={(addresses) => change({ blocked: addresses })}
          text={blocked.text}
          onText={blocked.setText}
          problem={blocked.problem}
          onAdd={blocked.add}
          testId="limits-blocked"
        />
      </Part>
      <div className="flex flex-col gap-4">
        {policy && isChanged && !isNobody ? (
          <Notice
            announce
            tone={loosens ? "caution" : "info"}
            title={loosens ? "Takes effect in 24 hours" : "Takes effect at once"}
            data-testid="limits-effect"
          >
            {loosens
              ? "It allows something that your rules stop today. You can stop it until then, from any device. It takes the place of another change that waits."
              : "It allows nothing that was not allowed before. A change that waits is stopped by it."}
          </Notice>
        ) : null}
        {policy && isChanged && !isNobody ? (
          <div className="text-sm leading-relaxed" data-testid="limits-rules">
            <p className="mb-1 font-medium">Your rules will be</p>
            <PolicyLines policy={policy} formatAmount={formatAmount} />
          </div>
        ) : null}
        {failure ? <ErrorNotice error={failure} /> : null}
        <Button
          type="submit"
          size="large"
          block
          busy={busy}
          disabled={isNobody || (!isChanged && !isTyped)}
          icon={<Fingerprint aria-hidden="true" className="size-5" />}
          data-testid="limits-save"
        >
          {busy ? "Saving" : "Save"}
        </Button>
      </div>
    </form>
  );
}

/** A list, the address that is typed beside it, and what is wrong with that one. */
function useAddressList(addresses: readonly `0x${string}`[], onChange: (addresses: readonly `0x${string}`[]) => void) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string>();
  const result = addAddress(addresses, text);
  return {
    text,
    setText: (typed: string) => {
      setText(typed);
      setProblem(undefined);
    },
    problem,
    withText: result.ok ? result.addresses : addresses,
    /** False where the typed address cannot be added; the field then says why. */
    add: (): boolean => {
      setProblem(result.ok ? undefined : result.problem);
      if (!result.ok) return false;
      setText("");
      if (result.addresses !== addresses) onChange(result.addresses);
      return true;
    },
  };
}

function useSave({ accountId }: StoredAccount, { policyHash: basePolicyHash }: PolicyState) {
  const queryClient = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const save = async (policy: Policy) => {
    setBusy(true);
    setFailure(undefined);
    try {
      const client = await walletClient();
      const state = await client.changePolicy({ accountId, basePolicyHash, policy });
      queryClient.setQueryData(queryKeys.policy(accountId), state);
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: queryKeys.account(accountId) }),
        queryClient.invalidateQueries({ queryKey: queryKeys.waits(accountId) }),
      ]);
      toast(state.policyHash === basePolicyHash ? "Takes effect in 24 hours" : "Your rules have changed");
    } catch (error) {
      if (!isCancelled(error)) setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return { save, busy, failure };
}

/** Neither is looser than the other, and they ask the same: nothing to save. */
function isSame(a: Policy, b: Policy): boolean {
  return (
    !isLoosening(a, b) &&
    !isLoosening(b, a) &&
    describePolicy({ policy: a }).join() === describePolicy({ policy: b }).join()
  );
}

type PolicyLinesProps = {
  readonly policy: Policy;
  readonly formatAmount: (id: string, amount: bigint) => string;
};

function PolicyLines({ policy, formatAmount }: PolicyLinesProps) {
  return (
    <ul className="list-disc ps-4">
      {describePolicy({ policy, formatAmount }).map((line) => (
        <li key={line} className="break-words">
          {line}
        </li>
      ))}
    </ul>
  );
}

type PartProps = { readonly title: string; readonly text?: string; readonly children: ReactNode };

function Part({ title, text, children }: PartProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col gap-4">
      <div>
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        {text ? <p className="mt-1 text-muted text-sm leading-relaxed">{text}</p> : null}
      </div>
      {children}
    </section>
  );
}

type TickProps = {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly title: string;
  readonly testId: string;
};

function Tick({ checked, onChange, title, testId }: TickProps) {
  return (
    <label className="flex min-h-11 items-center gap-3 text-sm">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="size-5 shrink-0 accent-accent"
        data-testid={testId}
      />
      {title}
    </label>
  );
}
