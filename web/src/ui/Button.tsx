import { createLink, type LinkComponent } from '@tanstack/react-router';
import { LoaderCircle } from 'lucide-react';
import type { AnchorHTMLAttributes, ReactNode, Ref } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';

export type ButtonLook = 'plain' | 'primary' | 'danger' | 'quiet';

export interface ButtonProps extends Omit<AriaButtonProps, 'children' | 'className'> {
  ref?: Ref<HTMLButtonElement>;
  look?: ButtonLook;
  /** Shows only this icon; the button then needs an aria-label. */
  icon?: ReactNode;
  children?: ReactNode;
}

/**
 * A button. While isPending it keeps its focus and its name and cannot be pressed.
 * The kit's own pending state announces an element that is gone when the button is.
 */
export function Button({ look = 'plain', icon, children, isPending, onPress, type, ...props }: ButtonProps) {
  const pending = isPending ? { 'data-pending': true, 'aria-busy': true } : {};
  return (
    <AriaButton
      {...props}
      {...pending}
      {...(!isPending && onPress && { onPress })}
      type={isPending ? 'button' : (type ?? 'button')}
      className={`button ${look}${children ? '' : ' icon'}`}
    >
      {isPending ? <LoaderCircle aria-hidden className="spin" size={16} /> : icon}
      {children}
    </AriaButton>
  );
}

interface AnchorProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  ref?: Ref<HTMLAnchorElement>;
  look?: ButtonLook;
  icon?: ReactNode;
}

function Anchor({ look = 'plain', icon, children, ...props }: AnchorProps) {
  return (
    <a {...props} className={`button ${look}`}>
      {icon}
      {children}
    </a>
  );
}

const RoutedAnchor = createLink(Anchor);

/** A link to a page of the app that looks like a button; typed as the router's Link. */
export const LinkButton: LinkComponent<typeof Anchor> = (props) => <RoutedAnchor {...props} />;
