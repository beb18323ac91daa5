// The network between phone (or page) and server: a relay on the loopback that can be cut and restored.
import { createServer, connect } from "node:net";

export class Network {
  #server;
  #open = new Set();
  #cut = false;
  /** Bytes that went to the server, of all connections. */
  sent = 0;
  #limit = Infinity;
  #atLimit = null;

  static async to(port) {
    const network = new Network();
    network.#server = createServer((near) => network.#carry(near, port));
    await new Promise((ready) => network.#server.listen(0, "127.0.0.1", ready));
    return network;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** Every connection ends at once, and none is made. */
  cut() {
    this.#cut = true;
    for (const socket of this.#open) socket.destroy();
  }

  restore() {
    this.#cut = false;
  }

  /** Every connection ends once so many bytes more went to the server. */
  cutAfter(bytes) {
    this.#limit = this.sent + bytes;
    this.#atLimit = () => this.cut();
  }

  /** The connection that brings the byte after so many more falls silent there; others are made as before. */
  holdAfter(bytes) {
    this.#limit = this.sent + bytes;
    this.#atLimit = (near, far) => {
      near.unpipe(far);
      near.pause();
    };
  }

  close() {
    this.cut();
    this.#server.close();
  }

  #count(bytes, near, far) {
    this.sent += bytes;
    if (this.sent < this.#limit) return;
    this.#limit = Infinity;
    this.#atLimit(near, far);
  }

  #carry(near, port) {
    if (this.#cut) {
      near.destroy();
      return;
    }
    const far = connect(port, "127.0.0.1");
    for (const socket of [near, far]) {
      this.#open.add(socket);
      socket.on("close", () => this.#open.delete(socket));
      socket.on("error", () => undefined); // a cut cable is no fault of the relay
    }
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
    near.on("data", (bytes) => this.#count(bytes.length, near, far));
    near.pipe(far);
    far.pipe(near);
  }
}
