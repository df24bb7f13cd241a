import { notifications } from '@mantine/notifications';

/** Says that something failed when there is no form that could say it. */
export function complain(what: string): (error: unknown) => void {
  return (error) => {
    notifications.show({
      title: `${what}: not done`,
      message: error instanceof Error ? error.message : String(error),
      color: 'red',
      autoClose: 12_000,
      withBorder: true,
      closeButtonProps: { 'aria-label': 'Dismiss' },
    });
  };
}
