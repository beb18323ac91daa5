// Who is using the phone, and how they like it: the app's state as Rust last told it. Every command
// that changes it answers the new state, which is put here; nothing is guessed ahead.
import { applySize, applyTheme } from "kit";
import * as api from "./api";
import type { AppState, Person, Phase, Problem, Settings, SettingsPatch } from "./bindings";
import { setLanguage } from "./words.svelte";

class Session {
  state = $state.raw<AppState | null>(null);
  problem = $state.raw<Problem | null>(null);

  get phase(): Phase | null {
    return this.state?.phase ?? null;
  }

  get me(): Person | null {
    return this.state?.me ?? null;
  }

  get elder(): boolean {
    return this.state?.settings.elderMode ?? false;
  }

  get mobile(): boolean {
    return this.state?.platform === "mobile";
  }

  put(state: AppState): void {
    this.state = state;
    this.problem = null;
    wear(state.settings);
  }

  async load(): Promise<void> {
    try {
      this.put(await api.appState());
    } catch (thrown) {
      this.problem = api.asProblem(thrown);
    }
  }

  async patch(patch: SettingsPatch): Promise<void> {
    const settings = await api.patchSettings(patch);
    if (this.state) this.put({ ...this.state, settings });
  }
}

function wear(settings: Settings): void {
  setLanguage(settings.language);
  applyTheme(settings.theme);
  applySize(settings.elderMode ? "elder" : "normal");
}

export const session = new Session();
