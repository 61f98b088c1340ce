import { Logomark } from "@/components/brand/Logo";

/** While the wallet looks what this device holds. */
export function Splash() {
  return (
    <main className="grid min-h-dvh place-items-center" aria-busy="true">
      <h1 className="sr-only">Tandem</h1>
      <p role="status" className="sr-only">
        Opening your wallet
      </p>
      <Logomark className="h-10 w-15 animate-breathe" />
    </main>
  );
}
