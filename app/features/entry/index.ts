export { CreateAccount } from "./CreateAccount";
export { SignIn } from "./SignIn";
export { Welcome } from "./Welcome";
