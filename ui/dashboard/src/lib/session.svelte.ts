// Who sits at this page. The cookie is the server's; the page only knows the answer to "who am I".
import { Problem, proveWith, readSession, signIn, signOut } from "./api";
import type { Session } from "./shapes";

type Phase = "asking" | "signed-out" | "signed-in" | "unreachable";

class SessionState {
  #phase = $state<Phase>("asking");
  #who = $state.raw<Session | null>(null);
  #expired = $state(false);

  get phase(): Phase {
    return this.#phase;
  }

  get who(): Session | null {
    return this.#who;
  }

  /** Signed out by the server, not by hand. */
  get expired(): boolean {
    return this.#expired;
  }

  async ask(): Promise<void> {
    try {
      this.#take(await readSession());
    } catch (error) {
      const out = error instanceof Problem && error.code === "signed-out";
      this.#phase = out ? "signed-out" : "unreachable";
    }
  }

  /** Rejects with the server's Problem. */
  async enter(name: string, password: string): Promise<void> {
    this.#take(await signIn(name, password));
  }

  async leave(): Promise<void> {
    try {
      if (this.#who) await signOut(this.#who.csrf);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "signed-out") throw error;
    }
    this.#forget(false);
  }

  /** The server says that nobody is signed in any more. */
  expire(): void {
    this.#forget(true);
  }

  #take(who: Session): void {
    proveWith(who.csrf);
    this.#who = who;
    this.#expired = false;
    this.#phase = "signed-in";
  }

  #forget(expired: boolean): void {
    this.#who = null;
    this.#expired = expired;
    this.#phase = "signed-out";
  }
}

export const session = new SessionState();
