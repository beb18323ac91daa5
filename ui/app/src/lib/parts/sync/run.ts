// How far the pictures that wait are, as one run: from the most that waited at once to none. All that were ever delivered
// before have no part in it, or two new ones after a thousand would look as good as done.
export type Run = { all: number; done: number };

/** The run after another look; a new one begins when nothing was left. */
export function after(run: Run, left: number): Run {
  const before = run.all - run.done;
  if (before <= 0) return { all: left, done: 0 };
  // More were taken meanwhile: they belong to it.
  if (left > before) return { all: run.all + left - before, done: run.done };
  return { all: run.all, done: run.all - left };
}
