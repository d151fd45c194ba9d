/** How long to wait for a picture: windows in the background get none. */
const LONGEST = 200;

/** When what is in the page by now has been shown. */
export function shown(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, LONGEST);
    requestAnimationFrame(() => {
      // The picture comes right after this callback.
      setTimeout(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  });
}
