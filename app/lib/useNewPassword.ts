import { useState } from "react";
import { passwordWeakness } from "@/lib/passwordWeakness";

export type NewPassword = {
  readonly value: string;
  readonly change: (value: string) => void;
  /** Why it is refused, from the first try on. */
  readonly error: string | undefined;
  /** To be asked before it is used: false where it is too easy to guess, which the field says then. */
  readonly accept: () => boolean;
};

/** A password that is being chosen. */
export function useNewPassword(): NewPassword {
  const [value, change] = useState("");
  const [isTried, setTried] = useState(false);
  const weakness = passwordWeakness(value);
  const accept = () => {
    setTried(true);
    return weakness === undefined;
  };
  return { value, change, error: isTried ? weakness : undefined, accept };
}
