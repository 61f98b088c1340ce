import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps, ReactNode } from "react";
import { Link } from "@/components/ui/Link";
import { Spinner } from "@/components/ui/Spinner";
import { cn } from "@/lib/cn";

const button = cva(
  "inline-flex select-none items-center justify-center gap-2 wrap-break-word text-center font-medium transition-[background-color,color,opacity,transform] duration-150 active:scale-[0.985] disabled:opacity-45 disabled:active:scale-100 aria-busy:cursor-progress aria-busy:active:scale-100",
  {
    variants: {
      variant: {
        primary: "bg-ink text-page hover:opacity-88",
        secondary: "bg-sunken text-ink hover:bg-line",
        ghost: "text-ink hover:bg-sunken",
        danger: "bg-danger text-page hover:opacity-88",
      },
      size: {
        large: "min-h-13 rounded-2xl px-6 py-2 text-base",
        medium: "min-h-11 rounded-xl px-4 py-1.5 text-[0.9375rem]",
        small: "min-h-9 rounded-lg px-3 py-1 text-sm",
        icon: "size-11 rounded-full",
      },
      block: { true: "w-full", false: "" },
    },
    defaultVariants: { variant: "primary", size: "medium", block: false },
  },
);

type Look = VariantProps<typeof button>;

export type ButtonProps = ComponentProps<"button"> & Look & { readonly busy?: boolean; readonly icon?: ReactNode };

/** A button. While `busy` it keeps its label, shows a spinner and ignores presses. */
export function Button({
  variant,
  size,
  block,
  busy = false,
  icon,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={cn(button({ variant, size, block }), className)}
      {...rest}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  );
}

export type ButtonAnchorProps = ComponentProps<"a"> & Look;

/** The same to a file of its own, which the router cannot load. */
export function ButtonAnchor({ variant, size, block, className, children, ...rest }: ButtonAnchorProps) {
  return (
    <a className={cn(button({ variant, size, block }), className)} {...rest}>
      {children}
    </a>
  );
}

export type ButtonLinkProps = ComponentProps<typeof Link> & Look & { readonly icon?: ReactNode };

/** A link that looks like a button. */
export function ButtonLink({ variant, size, block, icon, className, children, ...rest }: ButtonLinkProps) {
  return (
    <Link className={cn(button({ variant, size, block }), className)} {...rest}>
      {icon}
      {children}
    </Link>
  );
}
