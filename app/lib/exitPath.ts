/** The page that signs without the server, by kit and device: one file, kept by the browser. */
export const exitPath = "/exit.html";
