export { ContactPicker } from "./ContactPicker";
export { ContactsPage } from "./ContactsPage";
export { SaveContact } from "./SaveContact";
export { useContacts } from "./useContacts";
