/** Passwords and keys. Components never read the environment: they need this. Values never reach a log or an artifact. */
export interface Secrets {
  /** The secret of this name (`OPENAI_API_KEY`); undefined where it is not set. */
  get(name: string): string | undefined;
  /** Throws a coded error where it is not set. */
  require(name: string): string;
}
