/** Where the one unfinished creation of a device is stored. */
export const creationKey = "current";
