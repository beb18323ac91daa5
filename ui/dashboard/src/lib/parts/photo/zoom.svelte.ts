// How far and where a picture is zoomed: by wheel or two fingers around their place, by keys around the middle, by drag. It
// never leaves its stage: where the picture ends, the drag ends.
const SCALE_MAX = 8;
const STEP = 1.4;

export class Zoom {
  #scale = $state(1);
  #x = $state(0);
  #y = $state(0);
  #width = 0;
  #height = 0;

  get scale(): number {
    return this.#scale;
  }

  get nearest(): boolean {
    return this.#scale >= SCALE_MAX;
  }

  get whole(): boolean {
    return this.#scale === 1;
  }

  get css(): string {
    return `translate(${this.#x}px, ${this.#y}px) scale(${this.#scale})`;
  }

  /** The room a picture has, in pixels. */
  stage(width: number, height: number): void {
    this.#width = width;
    this.#height = height;
    this.#keep();
  }

  reset(): void {
    this.#scale = 1;
    this.#x = 0;
    this.#y = 0;
  }

  /** One step nearer around a place measured from the middle of the stage. */
  nearer(x = 0, y = 0): void {
    this.by(STEP, x, y);
  }

  farther(x = 0, y = 0): void {
    this.by(1 / STEP, x, y);
  }

  drag(dx: number, dy: number): void {
    this.#x += dx;
    this.#y += dy;
    this.#keep();
  }

  /** So many times as large, around a place measured from the middle of the stage. */
  by(times: number, x: number, y: number): void {
    const scale = Math.min(SCALE_MAX, Math.max(1, this.#scale * times));
    const ratio = scale / this.#scale;
    this.#x = x - (x - this.#x) * ratio;
    this.#y = y - (y - this.#y) * ratio;
    this.#scale = scale;
    this.#keep();
  }

  #keep(): void {
    const room = (side: number) => ((this.#scale - 1) * side) / 2;
    const within = (at: number, most: number) => Math.min(most, Math.max(-most, at));
    this.#x = within(this.#x, room(this.#width));
    this.#y = within(this.#y, room(this.#height));
  }
}
