import type { CreationStep } from "@tandem/client";
import type { Step, StepState } from "@/components/Steps";

/** The client's stages as people see them. */
const shown: readonly { id: string; title: string; detail: string; stages: readonly CreationStep[] }[] = [
  {
    id: "passkey",
    title: "Your passkey",
    detail: "Confirm with your fingerprint, face or screen lock.",
    stages: ["passkey"],
  },
  {
    id: "key",
    title: "A key in two parts",
    detail: "This device and the server each make a part. Neither ever sees the other's.",
    stages: ["key-1", "key-2"],
  },
  { id: "seal", title: "Seal this device's part", detail: "Only your passkey opens it.", stages: ["sealing"] },
  {
    id: "verify",
    title: "Check that it opens",
    detail: "Confirm once more. We open the sealed part before we show your address.",
    stages: ["verifying"],
  },
];

export function creationSteps(parameters: {
  stage: CreationStep;
  state: Exclude<StepState, "done" | "todo">;
}): readonly Step[] {
  const { stage, state } = parameters;
  const current = stage === "done" ? shown.length : shown.findIndex(({ stages }) => stages.includes(stage));
  return shown.map(({ id, title, detail }, index) => ({
    id,
    title,
    state: index < current ? "done" : index === current ? state : "todo",
    ...(index === current && { detail }),
  }));
}

/** Read out when the stage changes. */
export function creationAnnouncement(stage: CreationStep): string {
  if (stage === "done") return "Your wallet is ready";
  return shown.find(({ stages }) => stages.includes(stage))?.title ?? "";
}
