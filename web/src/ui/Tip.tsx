import type { ReactNode } from 'react';
import { Button, Tooltip, TooltipTrigger } from 'react-aria-components';

export interface TipProps {
  /** What it says on focus and hover. */
  text: string;
  children: ReactNode;
  className?: string;
  /** Marks the element, so that it can be found and focused. */
  id?: string;
}

/** Something short that says more when it is pointed at or focused. */
export function Tip({ text, children, className = '', id }: TipProps) {
  // All content of a page stands in a landmark, so this does too.
  const main = document.querySelector('main') ?? document.body;
  return (
    <TooltipTrigger delay={200} closeDelay={0}>
      <Button className={`tip ${className}`} {...(id && { id })}>
        {children}
      </Button>
      <Tooltip className="tooltip" offset={6} UNSTABLE_portalContainer={main}>
        {text}
      </Tooltip>
    </TooltipTrigger>
  );
}
