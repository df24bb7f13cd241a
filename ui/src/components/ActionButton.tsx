import { Button, Tooltip, type ButtonProps } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props extends Pick<ButtonProps, 'variant' | 'color' | 'leftSection' | 'size'> {
  readonly children: ReactNode;
  /** why it cannot be done now; undefined when it can */
  readonly refusal?: string;
  readonly busy?: boolean;
  readonly onClick: () => void;
}

/** A button that, when it cannot be used, stays where it is, can be focused, and says why. */
export function ActionButton({ children, refusal, busy = false, onClick, ...look }: Props) {
  const button = (
    <Button
      variant="default"
      {...look}
      loading={busy}
      data-disabled={refusal !== undefined || undefined}
      aria-disabled={refusal !== undefined || undefined}
      onClick={() => {
        if (refusal === undefined) onClick();
      }}
    >
      {children}
    </Button>
  );
  return refusal === undefined ? button : <Tooltip label={refusal}>{button}</Tooltip>;
}
