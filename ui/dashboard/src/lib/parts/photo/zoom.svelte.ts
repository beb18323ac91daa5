// How far and where a picture is zoomed: by wheel around the pointer, by keys around the middle, by drag.
const SCALE_MAX = 8;
const STEP = 1.4;

export class Zoom {
  #scale = $state(1);
  #x = $state(0);
  #y = $state(0);

  get scale(): number {
    return this.#scale;
  }

  get css(): string {
    return `translate(${this.#x}px, ${this.#y}px) scale(${this.#scale})`;
  }

  reset(): void {
    this.#scale = 1;
    this.#x = 0;
    this.#y = 0;
  }

  /** One step nearer around a place measured from the middle of the stage. */
  nearer(x = 0, y = 0): void {
    this.#to(this.#scale * STEP, x, y);
  }

  farther(x = 0, y = 0): void {
    this.#to(this.#scale / STEP, x, y);
  }

  drag(dx: number, dy: number): void {
    if (this.#scale === 1) return;
    this.#x += dx;
    this.#y += dy;
  }

  #to(wanted: number, x: number, y: number): void {
    const scale = Math.min(SCALE_MAX, Math.max(1, wanted));
    if (scale === 1) {
      this.reset();
      return;
    }
    const ratio = scale / this.#scale;
    this.#x = x - (x - this.#x) * ratio;
    this.#y = y - (y - this.#y) * ratio;
    this.#scale = scale;
  }
}
