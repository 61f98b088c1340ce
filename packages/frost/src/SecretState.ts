/** The content, left in place; undefined when it is gone or `state` is not one of ours. Not exported by the package. */
export let peekState: <content extends object>(state: SecretState<content>) => content | undefined;

/** Takes the content out: the second call gives undefined. The caller erases it. Not exported by the package. */
export let takeState: <content extends object>(state: SecretState<content>) => content | undefined;

/**
 * Secret state of a protocol run: opaque, in memory only, and gone after `discard` or its last use.
 * It cannot be serialised: JSON, structuredClone and inspection see nothing of the content.
 */
export class SecretState<content extends object> {
  #content: content | undefined;
  readonly #erase: (content: content) => void;

  constructor(content: content, erase: (content: content) => void) {
    this.#content = content;
    this.#erase = erase;
  }

  /** Erases the content. Safe to call twice. */
  discard(): void {
    const content = this.#content;
    this.#content = undefined;
    if (content !== undefined) this.#erase(content);
  }

  toJSON(): string {
    return "[secret]";
  }

  static {
    const isState = (value: unknown): boolean => typeof value === "object" && value !== null && #content in value;
    peekState = (state) => (isState(state) ? state.#content : undefined);
    takeState = (state) => {
      const content = peekState(state);
      if (content !== undefined) state.#content = undefined;
      return content;
    };
  }
}
