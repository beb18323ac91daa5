// Ambient types of the page.
declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace App {}
}

export {};
