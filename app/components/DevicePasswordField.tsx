import { PasswordField } from "@/components/PasswordField";

export type DevicePasswordFieldProps = {
  readonly value: string;
  readonly onChange: (value: string) => void;
};

/** The password that opens this device's part of the key, where its passkey cannot. */
export function DevicePasswordField(props: DevicePasswordFieldProps) {
  return <PasswordField {...props} autoComplete="current-password" label="Password of this device" />;
}
