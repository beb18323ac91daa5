// SvelteKit's ambient types; this app uses none of its optional ones.
declare global {
  namespace App {}
}

export {};
