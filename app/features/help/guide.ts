/** A button as its screen names it, and the file that has it: a test compares the two. */
export type Press = { readonly press: string; readonly on: string };

/** Words, and buttons among them. */
export type Line = readonly (string | Press)[];

export type PictureName =
  | "halves"
  | "kit"
  | "friends"
  | "new-phone"
  | "passkey"
  | "wait"
  | "no-server"
  | "export"
  | "invite"
  | "compare"
  | "never";

export type Chapter = {
  readonly id: string;
  readonly title: string;
  readonly picture: PictureName;
  /** What the picture shows, for who does not see it. */
  readonly alt: string;
  readonly text: string;
  /** What to do, in order. */
  readonly steps?: readonly Line[];
};

export type Guide = { readonly title: string; readonly text: string; readonly chapters: readonly Chapter[] };
