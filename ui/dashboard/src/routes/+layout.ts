// A static page without a server of its own: every address is drawn in the browser.
export const ssr = false;
export const prerender = false;
