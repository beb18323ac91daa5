// Work in the order it was asked for. A draft being put away when the save button is tapped must not
// arrive after the save and bring the draft back.

export class OneByOne {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work, work);
    this.#last = next.catch(() => undefined);
    return next;
  }
}
