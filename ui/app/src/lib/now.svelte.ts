// The minute hand: pages that show the time or how long ago something was read it from here.

const STEP_MS = 5_000;

let ms = $state(Date.now());
let timer: ReturnType<typeof setInterval> | undefined;

/** Starts the hand; called once by the outermost page. */
export function startClock(): () => void {
  timer ??= setInterval(() => (ms = Date.now()), STEP_MS);
  return () => {
    clearInterval(timer);
    timer = undefined;
  };
}

export function nowMs(): number {
  return ms;
}
