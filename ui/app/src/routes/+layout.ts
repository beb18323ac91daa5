// The whole app runs in the window: nothing is rendered ahead, nothing is fetched.
export const ssr = false;
export const prerender = false;
