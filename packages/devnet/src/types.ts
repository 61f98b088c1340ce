import type { ChainConfig } from "@tandem/protocol";
import type { Address } from "viem";

/** The parts of the local stack, in the order in which they depend on each other. */
export const partNames = ["database", "chain", "bundler", "cosigner", "app", "front"] as const;
export type PartName = (typeof partNames)[number];

export type Ports = Readonly<Record<PartName, number>>;

/** A script for this Node, and where Node keeps what it made of it. */
export type Program = { readonly script: string; readonly compileCache: string };

/** A running part. `stop`, `kill` and `restart` are on purpose: they do not end the stack. */
export type Part = {
  readonly name: PartName;
  /** Process id; changes with every restart. The front server lives in the calling process. */
  readonly pid: number;
  readonly port: number;
  readonly logFile: string;
  /** Ends the part in its own clean way. */
  stop(): Promise<void>;
  /** Ends the part like `kill -9`. */
  kill(): Promise<void>;
  /** Stops the part if it runs and starts it again on the same port. */
  restart(): Promise<void>;
  /** Waits for a line of output, from now on, that matches. */
  waitForOutput(pattern: RegExp, timeoutMs?: number): Promise<string>;
};

/** What browsers know of a chain, and what stays on the server. */
export type ChainEntry = ChainConfig & {
  readonly rpc: string;
  readonly bundler: string;
  /** Blocks behind the latest one from which on the chain's word counts as final. */
  readonly settlementDepth: number;
  /** Tokens that network fees may be paid in: smallest units for one coin. */
  readonly tokenFees: readonly { readonly token: Address; readonly unitsPerCoin: string }[];
};

/** A step of starting, for people: `start` when it begins, `done` with its seconds. */
export type Progress = {
  readonly step: string;
  readonly state: "start" | "done";
  readonly seconds?: number;
};
export type OnProgress = (progress: Progress) => void;
