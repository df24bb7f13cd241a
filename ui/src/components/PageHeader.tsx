import { Group, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';

import classes from './PageHeader.module.css';

interface Props {
  readonly title: string;
  /** beside the title, for a state */
  readonly mark?: ReactNode;
  /** one line below the title */
  readonly about?: ReactNode;
  /** the way back, above the title */
  readonly back?: ReactNode;
  /** buttons on the right */
  readonly children?: ReactNode;
}

/** The head of every page; also names the browser's tab. */
export function PageHeader({ title, mark, about, back, children }: Props) {
  useDocumentTitle(`${title} · Pileus`);
  return (
    <div className={classes.header}>
      <div className={classes.words}>
        {back && <div className={classes.back}>{back}</div>}
        <Group gap="md" align="center">
          <Title order={1} fz={28} lh={1.2} className={classes.title}>
            {title}
          </Title>
          {mark}
        </Group>
        {about && (
          <Text c="dimmed" mt={4} maw="70ch">
            {about}
          </Text>
        )}
      </div>
      {children && <Group gap="xs">{children}</Group>}
    </div>
  );
}
