/** Where a device shows the code by which an account takes it in, whatever other accounts it has. */
export const newDevicePath = "/add-device#new";
