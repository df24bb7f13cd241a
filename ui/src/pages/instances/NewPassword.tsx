import { Button, Text } from '@mantine/core';

import { Code } from '../../components/bits';
import { taken, usePassword } from './handover';
import classes from './InstancePage.module.css';

/** Hands a new password over, once. */
export function NewPassword({ id }: { readonly id: string }) {
  const password = usePassword(id);
  if (password === undefined) return null;
  return (
    <section className={classes.secret} aria-label="New password">
      <div>
        <Text fw={620}>New password</Text>
        <Text fz="sm">It is shown this once. Copy it before you leave.</Text>
      </div>
      <Code value={password} what="the password" />
      <Button variant="default" size="xs" onClick={() => taken(id)}>
        I have it
      </Button>
    </section>
  );
}
