/** What is being sent, as typed. Kept for this tab only, so that a reload loses nothing. */
export type Draft = { readonly recipient: string; readonly assetId: string; readonly amount: string };
export type SendStep = "recipient" | "amount" | "review";

const storageKey = "tandem.send";
const empty: Draft = { recipient: "", assetId: "", amount: "" };
const maxTextLength = 256;

export function loadDraft(): Draft {
  try {
    const value: unknown = JSON.parse(window.sessionStorage.getItem(storageKey) ?? "null");
    if (typeof value !== "object" || value === null) return empty;
    const { recipient, assetId, amount } = value as Record<string, unknown>;
    return { recipient: text(recipient), assetId: text(assetId), amount: text(amount) };
  } catch {
    return empty;
  }
}

export function saveDraft(draft: Draft): void {
  window.sessionStorage.setItem(storageKey, JSON.stringify(draft));
}

export function clearDraft(): void {
  window.sessionStorage.removeItem(storageKey);
}

export function parseStep(value: string | null): SendStep {
  return value === "amount" || value === "review" ? value : "recipient";
}

function text(value: unknown): string {
  return typeof value === "string" ? value.slice(0, maxTextLength) : "";
}
