import { BaseError } from "@tandem/protocol";

/** The data folder is in use, was made by other contracts, or cannot be used. */
export class DataFolderError extends BaseError {
  override readonly name = "DataFolderError";
}

/** A port that a part needs is taken. */
export class PortTakenError extends BaseError {
  override readonly name = "PortTakenError";
  readonly port: number;

  constructor({ part, port }: { readonly part: string; readonly port: number }) {
    super(`Port ${port} for the ${part} is taken by another program.`, {
      metaMessages: [
        `Stop that program, or choose another port: TANDEM_PORT_${part.toUpperCase()}=${port + 10} npm start`,
      ],
    });
    this.port = port;
  }
}

/** A part did not start, or ended by itself. */
export class PartFailedError extends BaseError {
  override readonly name = "PartFailedError";
  readonly part: string;

  constructor(part: string, happened: string, log: { readonly file: string; readonly lastLines: readonly string[] }) {
    super(`The ${part} ${happened}.`, {
      metaMessages: [...log.lastLines.map((line) => `  ${line}`), `The whole log: ${log.file}`],
    });
    this.part = part;
  }
}

/** A step of set-up (compiling, building, deploying) failed. */
export class StepFailedError extends BaseError {
  override readonly name = "StepFailedError";
}
