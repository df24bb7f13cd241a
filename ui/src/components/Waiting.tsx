import { Skeleton, Stack } from '@mantine/core';

/** Something is being read and there is nothing to show of it yet. */
export function Waiting() {
  return (
    <Stack gap="md" aria-busy="true" aria-label="Loading">
      <Skeleton height={30} width={260} />
      <Skeleton height={14} width="60%" />
      <Skeleton height={14} width="45%" />
      <Skeleton height={14} width="52%" />
    </Stack>
  );
}
