// Whether the network costs money by the byte, where the web view knows (Android does, WebKitGTK does not): told to
// Rust, which decides what may be sent. What is not known counts as free.
import * as api from "./api";

interface Connection extends EventTarget {
  type?: string;
  saveData?: boolean;
}

/** The person pays for what goes over it, or has asked every app to be sparing. */
export function isMetered(connection: Connection): boolean {
  return connection.saveData === true || ["cellular", "wimax", "bluetooth"].includes(connection.type ?? "");
}

/** Tells Rust now and at each change; answers how to stop. */
export function watchNetwork(): () => void {
  const { connection } = navigator as Navigator & { connection?: Connection };
  // A command that fails here changes nothing: the next change tells again.
  if (!connection) {
    void api.networkMetered(null).catch(() => undefined);
    return () => undefined;
  }
  const tell = () => void api.networkMetered(isMetered(connection)).catch(() => undefined);
  tell();
  connection.addEventListener("change", tell);
  return () => connection.removeEventListener("change", tell);
}
